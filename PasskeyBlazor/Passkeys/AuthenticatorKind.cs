namespace PasskeyBlazor.Passkeys;

/// <summary>Where a passkey lives, as far as that can be told.</summary>
public enum AuthenticatorKind
{
    /// <summary>In the computer itself.</summary>
    Platform,

    Phone,

    SecurityKey,

    /// <summary>Where its owner's password manager carries it.</summary>
    PasswordManager,
}
