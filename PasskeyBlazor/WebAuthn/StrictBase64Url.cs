using System.Buffers.Text;

namespace PasskeyBlazor.WebAuthn;

/// <summary>Base64url as in WebAuthn (§3): no white space and no spare bits, so that each text encodes different bytes.</summary>
internal static class StrictBase64Url
{
    /// <returns>Null where the text is not base64url, or is padded.</returns>
    public static byte[]? Decode(string? text)
    {
        if (text is null || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);

        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    /// <summary>The same for a member of the credential JSON, where some password managers pad with one or two <c>=</c>.</summary>
    public static byte[]? DecodePadded(string? text)
    {
        var bare = text?.TrimEnd('=');

        return text?.Length - bare?.Length > 2 ? null : Decode(bare);
    }
}
