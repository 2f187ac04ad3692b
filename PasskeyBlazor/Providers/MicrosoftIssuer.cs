using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Who issued a token of Microsoft's, where people of many directories may come: discovery names a template, and the token's
/// own directory fills it. The signature, by keys of the same discovery, says that both are true.
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
