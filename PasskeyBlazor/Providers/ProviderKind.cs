using System.Security.Claims;
using Microsoft.IdentityModel.Tokens;

namespace PasskeyBlazor.Providers;

/// <summary>The properties of a provider that do not depend on its configuration.</summary>
/// <param name="Name">Its section below <c>Authentication</c>, its scheme, and the last part of its callback address.</param>
/// <param name="DisplayName">The text of its button after "Continue with", unless the operator changes it.</param>
internal abstract record ProviderKind(string Name, string DisplayName)
{
    /// <summary>The provider's names for the two keys that it issues.</summary>
    public string IdKey { get; init; } = nameof(ProviderOptions.ClientId);

    public string SecretKey { get; init; } = nameof(ProviderOptions.ClientSecret);

    public required string Scopes { get; init; }

    public ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>
    /// Whether it is always authoritative for an address: it reports addresses as verified only for domains that it controls.
    /// </summary>
    public bool IsAlwaysAuthoritative { get; init; }

    /// <summary>
    /// Whether an operator may declare it authoritative: an organization can control its accounts and their addresses, for example
    /// with a server of its own.
    /// </summary>
    public required bool CanBeAuthoritative { get; init; }

    /// <summary>Whether it is authoritative for an address: linking by it needs this. For display, its verification is sufficient.</summary>
    public bool IsAuthoritative(ProviderOptions options) => IsAlwaysAuthoritative || (CanBeAuthoritative && options.TrustEmail);

    /// <summary>
    /// Whether the ID token's <c>auth_time</c> proves when the person authenticated (OpenID Connect Core §2). Only such a provider gets
    /// <c>max_age</c>.
    /// </summary>
    public required bool ProvesFreshness { get; init; }

    /// <summary>The same with the operator's exemption for a server that cannot prove it.</summary>
    public bool ProvesFreshnessWith(ProviderOptions options) => ProvesFreshness && options.ProvesFreshness != false;

    /// <summary>The parameter that requests a new authentication; null where it supports none.</summary>
    public (string Parameter, string Value)? AsksAgainBy { get; init; }
}

/// <summary>A provider that speaks OpenID Connect: a discovery document and a signed ID token contain all that is needed.</summary>
internal sealed record OidcKind(string Name, string DisplayName) : ProviderKind(Name, DisplayName)
{
    /// <summary>The issuer, where it is the same for every tenant; null where the operator must configure it.</summary>
    public Func<ProviderOptions, string>? DefaultAuthority { get; init; }

    /// <summary>
    /// Whether it verified the address, given its ID token; null where the claim <c>email_verified</c> and the operator decide.
    /// </summary>
    public Func<ClaimsPrincipal, bool>? VerifiesEmail { get; init; }

    /// <summary>Validates a token's issuer, where it is not the one in the discovery document.</summary>
    public IssuerValidatorUsingConfiguration? ValidateIssuer { get; init; }

    /// <summary>Whether its UserInfo endpoint returns more about a person than the ID token.</summary>
    public bool AsksUserInfo { get; init; } = true;
}

/// <summary>A provider that speaks only OAuth 2.0. Each one has its own API to identify the person.</summary>
internal sealed record OAuthKind(string Name, string DisplayName) : ProviderKind(Name, DisplayName)
{
    /// <summary>
    /// Replaces the issuer in stored identities. It is a constant, because identities must survive a change of addresses.
    /// </summary>
    public required string Issuer { get; init; }

    /// <summary>
    /// Whether an organization can run a server of its own. The accounts there are others than at <see cref="Issuer"/>, even with the
    /// same identifier, so the address of the server is their issuer.
    /// </summary>
    public bool HasOwnServers { get; init; }

    public required Func<ProviderOptions, ProviderEndpoints> Endpoints { get; init; }

    /// <summary>Reads the profile of the person who owns the access token.</summary>
    public required Func<OAuthPerson, Task<ExternalProfile>> ReadProfileAsync { get; init; }

    /// <summary>The issuer of the accounts at the configured server.</summary>
    public string IssuerAt(ProviderEndpoints configured) => HasOwnServers && configured.Authorization is { } address ? OriginOf(new Uri(address)) : Issuer;

    /// <summary>The one spelling of a server's address. People use its web address; its API may have another host.</summary>
    private static string OriginOf(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.Dns ? address.IdnHost.TrimEnd('.') : address.Host;

        return $"{address.Scheme}://{host}{(address.IsDefaultPort ? "" : $":{address.Port}")}";
    }
}
