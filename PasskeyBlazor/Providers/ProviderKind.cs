using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;

namespace PasskeyBlazor.Providers;

/// <summary>What a provider is, whoever configures it.</summary>
/// <param name="Name">Its section below <c>Authentication</c>, its scheme, and the end of its callback's address.</param>
/// <param name="DisplayName">What its button says after "Continue with", unless the operator says otherwise.</param>
internal abstract record ProviderKind(string Name, string DisplayName)
{
    /// <summary>What the provider calls the two keys that it gives out.</summary>
    public string IdKey { get; init; } = nameof(ProviderOptions.ClientId);

    public string SecretKey { get; init; } = nameof(ProviderOptions.ClientSecret);

    public required string Scopes { get; init; }

    public ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>Whether its word on an address is the last one by itself: it is only given for domains that it speaks for.</summary>
    public bool SpeaksForEmail { get; init; }

    /// <summary>Whether an operator may say that its word is the last one. Not where anybody's account may hold anybody's address.</summary>
    public bool MaySpeakForEmail { get; init; } = true;

    /// <summary>Whether its word on an address is the last one. GitHub's is good enough to show, and not for this.</summary>
    public bool IsAuthorityOnEmail(ProviderOptions options) => SpeaksForEmail || (MaySpeakForEmail && options.TrustEmail);

    /// <summary>The parameter that makes it ask a person again who they are; null where it knows none.</summary>
    public (string Parameter, string Value)? AsksAgainBy { get; init; }
}

/// <summary>One that speaks OpenID Connect: a discovery document and a signed ID token say all that is needed.</summary>
internal sealed record OidcKind(string Name, string DisplayName) : ProviderKind(Name, DisplayName)
{
    /// <summary>The issuer, where it is one for everybody; null where the operator has to name it.</summary>
    public Func<ProviderOptions, string>? Authority { get; init; }

    /// <summary>Whether its word on an address is worth something, given its ID token; null where only the operator can say so.</summary>
    public Func<ClaimsPrincipal, bool>? VouchesForEmail { get; init; }

    /// <summary>How a token's issuer is known to be right, where it is not the one that discovery names.</summary>
    public IssuerValidatorUsingConfiguration? ValidateIssuer { get; init; }

    /// <summary>Whether more about a person can be had from its UserInfo endpoint than the ID token says.</summary>
    public bool AsksUserInfo { get; init; } = true;
}

/// <summary>One that only speaks OAuth 2.0, so that each has a way of its own to say who somebody is.</summary>
internal sealed record OAuthKind(string Name, string DisplayName) : ProviderKind(Name, DisplayName)
{
    /// <summary>Stands for an issuer in accounts. A constant, because accounts must outlive a change of addresses.</summary>
    public required string Issuer { get; init; }

    public required Func<ProviderOptions, ProviderEndpoints> Endpoints { get; init; }

    /// <summary>Asks who the access token is of.</summary>
    public required Func<OAuthPerson, Task<ExternalProfile>> ReadProfileAsync { get; init; }
}
