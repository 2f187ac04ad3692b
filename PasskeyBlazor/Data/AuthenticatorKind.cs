namespace PasskeyBlazor.Data;

/// <summary>Where a passkey lives, as far as it is known.</summary>
public enum AuthenticatorKind
{
    /// <summary>In the computer itself.</summary>
    Platform,

    Phone,

    SecurityKey,

    /// <summary>In its owner's password manager, which syncs it.</summary>
    PasswordManager,
}
