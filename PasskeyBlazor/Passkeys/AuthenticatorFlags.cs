namespace PasskeyBlazor.Passkeys;

/// <summary>The flags of the authenticator data (§6.1). The bits between are reserved and ignored.</summary>
[Flags]
internal enum AuthenticatorFlags : byte
{
    None = 0,
    UserPresent = 1 << 0,
    UserVerified = 1 << 2,
    BackupEligible = 1 << 3,
    BackedUp = 1 << 4,
    AttestedCredential = 1 << 6,
    Extensions = 1 << 7,
}
