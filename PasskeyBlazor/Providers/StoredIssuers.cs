using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Providers;

/// <summary>Which issuers the identities of a provider can have here. With another one, no sign-in would find the identity.</summary>
internal sealed class StoredIssuers(ProviderDirectory providers, IOptionsMonitor<OpenIdConnectOptions> oidc)
{
    public bool IsPossible(string scheme, string issuer)
    {
        if (!providers.TryFind(scheme, out var provider) || provider.Issuer is not null)
        {
            return provider?.Issuer == issuer;
        }

        var options = oidc.Get(scheme);

        return TokenIssuer.IsAccepted(options, issuer) && (options.TokenValidationParameters.IssuerValidatorUsingConfiguration is null || IsAtServer(options.Authority!, issuer));
    }

    /// <summary>The kind of the provider compares the issuer with the token, which is not here.</summary>
    private static bool IsAtServer(string authority, string issuer) => issuer.StartsWith(new Uri(authority).GetLeftPart(UriPartial.Authority) + "/", StringComparison.Ordinal);
}
