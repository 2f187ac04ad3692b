using System.Security.Cryptography;

namespace PasskeyBlazor;

/// <summary>A short text that a person can read out and an operator can find in the log: "7F3K-21QD".</summary>
public static class Reference
{
    /// <summary>Without letters that are read as figures or as each other (Crockford's base 32).</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string New() => $"{RandomNumberGenerator.GetString(Alphabet, 4)}-{RandomNumberGenerator.GetString(Alphabet, 4)}";

    /// <summary>A reference that came back in an address, if it is one; anything else is nothing that we said.</summary>
    public static string? Known(string? text) =>
        text is { Length: 9 } && text[4] == '-' && text.Remove(4, 1).All(Alphabet.Contains) ? text : null;
}
