using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>Converts our users and passkeys to the types of the relying party.</summary>
internal static class PasskeyCredential
{
    /// <summary>
    /// A passkey holds the bytes of the user handle permanently. A person whom the provider does not name
    /// still needs a name here, because a password manager lists it.
    /// </summary>
    public static UserEntity Entity(User user)
    {
        var name = user.DisplayName ?? Text.NameUnknown;

        return new(Handle(user), user.Email ?? name, name);
    }

    public static CredentialDescriptor Descriptor(Passkey passkey) => new(passkey.CredentialId, passkey.Transports);

    public static CredentialRecord Record(Passkey passkey) =>
        new(Handle(passkey.User), passkey.PublicKey, passkey.SignCount, passkey.IsBackupEligible, IsRevoked: passkey.RevokedAt is not null);

    /// <summary>
    /// What a refusal shows about its passkey beyond this one answer; null where the next answer may be accepted. Only a verified
    /// signature proves that the authenticator said it. The stored key needs no proof: it is our own data.
    /// </summary>
    public static PasskeyDefect? DefectOf(Passkey passkey, Refusal refusal, PendingCeremony pending) => refusal switch
    {
        { IsSignatureVerified: true, Reason: Refusal.BackupEligibilityChanged } => new(passkey, UnusableReason.BackupEligibilityChanged, pending.ToSpent()),
        { IsSignatureVerified: true, Reason: Refusal.InvalidSignCount } => new(passkey, UnusableReason.CounterNotGrown, pending.ToSpent()),
        { Reason: Refusal.StoredPublicKeyCorrupt } => new(passkey, UnusableReason.PublicKeyNotAccepted, Answered: null),
        _ => null,
    };

    private static byte[] Handle(User user) => UserHandle.BytesOf(user.Handle);
}
