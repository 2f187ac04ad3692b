using System.Buffers.Text;
using System.IdentityModel.Tokens.Jwt;
using System.Text.Json;

namespace PasskeyBlazor.Providers;

/// <summary>
/// The <c>auth_time</c> of an ID token: when the person authenticated at the provider, as a JSON number of seconds since 1970 (OpenID
/// Connect Core §2). Where <c>max_age</c> was requested, it is required.
/// </summary>
internal static class AuthenticationTime
{
    private const string Claim = "auth_time";

    public static bool IsIn(JwtSecurityToken token) => token.Payload.ContainsKey(Claim);

    /// <summary>Why the token does not prove an authentication after a redirect began; null where it proves one.</summary>
    /// <param name="token">An ID token whose signature is verified.</param>
    /// <param name="begun">When the redirect to the provider began; null where this is unknown.</param>
    /// <param name="now">The app's time.</param>
    /// <param name="tolerance">How far the provider's clock may differ.</param>
    public static string? WhyNotAfter(JwtSecurityToken token, DateTimeOffset? begun, DateTimeOffset now, TimeSpan tolerance)
    {
        // The raw payload, because the library's claims no longer tell a number from a text.
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.RawPayload));
        if (!payload.RootElement.TryGetProperty(Claim, out var claim))
        {
            return "The ID token has no auth_time. A provider that never sends it needs ProvesFreshness=false.";
        }

        if (claim.ValueKind != JsonValueKind.Number || !claim.TryGetDouble(out var seconds))
        {
            return "The ID token's auth_time is not a number of seconds.";
        }

        if (seconds > (now + tolerance).ToUnixTimeSeconds())
        {
            return "The ID token's auth_time is in the future.";
        }

        return begun is { } start && seconds >= (start - tolerance).ToUnixTimeSeconds()
            ? null
            : "The ID token's auth_time is older than the request: the person did not authenticate again.";
    }
}
