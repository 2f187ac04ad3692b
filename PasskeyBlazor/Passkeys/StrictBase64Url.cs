using System.Buffers.Text;

namespace PasskeyBlazor.Passkeys;

/// <summary>Base64url as WebAuthn writes it (§3): no padding, no white space, no spare bits; so bytes and text stand for each other.</summary>
internal static class StrictBase64Url
{
    public static byte[]? Decode(string? text)
    {
        if (text is null || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);

        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }
}
