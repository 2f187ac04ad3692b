namespace PasskeyBlazor.Providers;

/// <summary>The signature algorithms of ID tokens (RFC 7518 §3.1) that the stock handler verifies with a provider's public keys.</summary>
internal static class TokenAlgorithms
{
    public static bool IsVerifiable(string? name) =>
        name is "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512" or "ES256" or "ES384" or "ES512";
}
