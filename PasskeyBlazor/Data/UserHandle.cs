namespace PasskeyBlazor.Data;

/// <summary>A WebAuthn user handle (§5.4.3), 1 to 64 bytes, as the text that the database stores: one character for each byte.</summary>
/// <remarks>
/// Visible ASCII stays as it is, so an own handle is the UTF-8 of its text. An imported handle may have any bytes. The other ones become
/// letters above U+0100, because PostgreSQL stores no zero and SQL Server ignores spaces at the end.
/// </remarks>
public static class UserHandle
{
    public const int MaxLength = 64;

    private const int Above = 0x100;

    public static string TextOf(byte[] handle) => string.Concat(handle.Select(b => b is > 0x20 and < 0x7F ? (char)b : (char)(Above + b)));

    public static byte[] BytesOf(string text) => [.. text.Select(c => (byte)(c % Above))];
}
