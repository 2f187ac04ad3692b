using System.Security.Cryptography;
using System.Text.Json;

namespace PasskeyBlazor.Passkeys;

/// <summary>The client data (§5.8.1): what the browser says about where and for what the authenticator was asked.</summary>
internal static class ClientDataCheck
{
    /// <summary>§7.1 steps 6 to 11, §7.2 steps 9 to 14. Unknown members and token binding say nothing to us.</summary>
    public static void Verify(byte[] clientData, string type, ReadOnlySpan<byte> challenge, AllowedOrigins origins)
    {
        using var document = StrictJson.ParseObject(clientData, "client-data-not-json");
        var data = document.RootElement;

        Refuse.When(StrictJson.Text(data, "type") != type, "client-data-type");
        Refuse.When(!IsSame(StrictJson.Text(data, "challenge"), challenge), "challenge");
        Refuse.When(!origins.Contains(StrictJson.Text(data, "origin")), "origin");

        // We are never embedded, so both say that another site stands around ours.
        Refuse.When(data.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind != JsonValueKind.False, "cross-origin");
        Refuse.When(data.TryGetProperty("topOrigin", out _), "top-origin");
    }

    private static bool IsSame(string? received, ReadOnlySpan<byte> challenge) =>
        CryptographicOperations.FixedTimeEquals(StrictBase64Url.Decode(received), challenge);
}
