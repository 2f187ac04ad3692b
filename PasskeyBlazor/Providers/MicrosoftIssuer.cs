using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Validates the issuer of a Microsoft token where several directories are allowed: discovery contains a template, and the token's
/// directory id completes it. The signature, with keys from the same discovery document, proves both.
/// </summary>
internal static class MicrosoftIssuer
{
    public static string Validate(string issuer, SecurityToken token, TokenValidationParameters parameters, BaseConfiguration discovered)
    {
        var isDirectory = ((JsonWebToken)token).TryGetPayloadValue<string>("tid", out var directory) && Guid.TryParseExact(directory, "D", out _);
        if (!isDirectory || issuer != discovered.Issuer.Replace("{tenantid}", directory, StringComparison.Ordinal))
        {
            throw new SecurityTokenInvalidIssuerException("The token is not of the directory that it names.") { InvalidIssuer = issuer };
        }

        return issuer;
    }
}
