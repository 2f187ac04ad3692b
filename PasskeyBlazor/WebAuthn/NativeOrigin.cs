namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// The origin of an Android app in client data: <c>android:apk-key-hash:</c> and the SHA-256 hash of its signing certificate, as 43
/// characters of base64url. An app for iOS has the origin of its site.
/// </summary>
internal static class NativeOrigin
{
    public const string Scheme = "android:apk-key-hash:";

    private const int HashLength = 32; // bytes

    /// <summary>Whether the origin is of an app, well formed or not.</summary>
    public static bool Is(string origin) => origin.StartsWith("android:", StringComparison.Ordinal);

    public static bool IsWellFormed(string origin) =>
        origin.StartsWith(Scheme, StringComparison.Ordinal) && StrictBase64Url.Decode(origin[Scheme.Length..])?.Length == HashLength;
}
