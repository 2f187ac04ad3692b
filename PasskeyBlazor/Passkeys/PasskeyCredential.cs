using System.Text;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>Converts our users and passkeys to the types of the relying party.</summary>
internal static class PasskeyCredential
{
    /// <summary>
    /// The user handle is the UTF-8 of its text. A passkey holds these bytes permanently. A person whom the provider does not name
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

    private static byte[] Handle(User user) => Encoding.UTF8.GetBytes(user.Handle);
}
