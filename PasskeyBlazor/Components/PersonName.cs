namespace PasskeyBlazor.Components;

/// <summary>The name of a person, as pages show it.</summary>
public static class PersonName
{
    /// <param name="displayName">Null when the provider gives neither a name nor an email address.</param>
    public static string Of(string? displayName) => displayName ?? Text.NameUnknown;
}
