using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>The issuer of a provider's ID tokens: the one of <c>Issuer</c> in its section, or else its authority.</summary>
internal static class TokenIssuer
{
    /// <summary>
    /// Whether the app accepts ID tokens of this issuer, given that the stock handler accepts it. A configured issuer counts exactly as
    /// it is written; the authority counts with or without a slash at its end (OpenID Connect Discovery §4.3).
    /// </summary>
    public static bool IsAccepted(OpenIdConnectOptions oidc, string issuer)
    {
        if (oidc.TokenValidationParameters.IssuerValidatorUsingConfiguration is not null)
        {
            return true; // the kind of the provider has its own rule
        }

        return oidc.TokenValidationParameters.ValidIssuer is { } configured ? issuer == configured : issuer.TrimEnd('/') == oidc.Authority!.TrimEnd('/');
    }

    /// <summary>The key that accepts another issuer than the authority.</summary>
    public static string Key(string provider) =>
        $"{(KnownProviders.Find(provider) is null ? ProviderOptions.OidcSection : ProviderOptions.Section)}:{provider}:{nameof(ProviderOptions.Issuer)}";
}
