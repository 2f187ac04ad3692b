using System.Security.Cryptography;

namespace PasskeyBlazor.WebAuthn;

/// <summary>The client data (§5.8.1), read more strictly than the library does: each name once, the exact challenge, the exact origin.</summary>
internal static class ClientDataCheck
{
    /// <summary>§7.1 steps 5, 6, 8, 9 and 11; §7.2 steps 8, 9, 11, 12 and 14. The library checks the type and <c>crossOrigin</c>.</summary>
    public static void Verify(byte[] clientData, ReadOnlySpan<byte> challenge, AllowedOrigins origins)
    {
        using var document = StrictJson.ParseObject(clientData, "client-data-not-json");
        var data = document.RootElement;

        Refuse.When(!IsSame(StrictJson.Text(data, "challenge"), challenge), "challenge");
        Refuse.When(!origins.Contains(StrictJson.Text(data, "origin")), "origin");
        Refuse.When(data.TryGetProperty("topOrigin", out _), "top-origin"); // this app is never embedded, not even in itself
    }

    private static bool IsSame(string? received, ReadOnlySpan<byte> challenge) =>
        CryptographicOperations.FixedTimeEquals(StrictBase64Url.Decode(received), challenge);
}
