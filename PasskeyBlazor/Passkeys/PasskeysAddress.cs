namespace PasskeyBlazor.Passkeys;

/// <summary>The address of the page where passkeys are created and managed.</summary>
public static class PasskeysAddress
{
    public const string Path = "/passkeys";
}
