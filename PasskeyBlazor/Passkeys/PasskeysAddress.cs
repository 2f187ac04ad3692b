namespace PasskeyBlazor.Passkeys;

/// <summary>The address of the page where passkeys are created and managed.</summary>
public static class PasskeysAddress
{
    public const string Path = "/passkeys";

    /// <summary>The page that creates a passkey without a circuit.</summary>
    public const string Add = Path + "/add";
}
