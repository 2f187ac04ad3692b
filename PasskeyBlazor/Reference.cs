using System.Security.Cryptography;

namespace PasskeyBlazor;

/// <summary>A short text that a person can read aloud and an operator can find in the log: "7F3K-21QD".</summary>
public static class Reference
{
    /// <summary>Without letters that look like digits or like each other (Crockford's base 32).</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string New() => $"{RandomNumberGenerator.GetString(Alphabet, 4)}-{RandomNumberGenerator.GetString(Alphabet, 4)}";

    /// <summary>A reference from the query string, if it is valid; otherwise null, because this app did not create it.</summary>
    public static string? Known(string? text) =>
        text is { Length: 9 } && text[4] == '-' && text.Remove(4, 1).All(Alphabet.Contains) ? text : null;
}
