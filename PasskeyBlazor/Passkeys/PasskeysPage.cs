namespace PasskeyBlazor.Passkeys;

/// <summary>The address of the page where passkeys are made and managed.</summary>
public static class PasskeysPage
{
    public const string Path = "/passkeys";
}
