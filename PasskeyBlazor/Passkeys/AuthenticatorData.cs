using System.Buffers.Binary;
using System.Formats.Cbor;

namespace PasskeyBlazor.Passkeys;

/// <summary>Authenticator data (§6.1): 37 bytes, then exactly what the flags announce, then nothing. The first 32, a hash of the RP ID, are left to the library.</summary>
internal sealed record AuthenticatorData(AuthenticatorFlags Flags, uint SignCount, AttestedCredential? Attested)
{
    private const int HeaderLength = 37;

    public bool IsUserVerified => Flags.HasFlag(AuthenticatorFlags.UserVerified);

    public bool IsBackupEligible => Flags.HasFlag(AuthenticatorFlags.BackupEligible);

    public bool IsBackedUp => Flags.HasFlag(AuthenticatorFlags.BackedUp);

    public static AuthenticatorData Parse(byte[] bytes)
    {
        Refuse.When(bytes.Length < HeaderLength, "authenticator-data-short");

        var flags = (AuthenticatorFlags)bytes[32];
        ReadOnlyMemory<byte> rest = bytes.AsMemory(HeaderLength);

        AttestedCredential? attested = null;
        if (flags.HasFlag(AuthenticatorFlags.AttestedCredential))
        {
            attested = AttestedCredential.Parse(ref rest);
        }

        if (flags.HasFlag(AuthenticatorFlags.Extensions))
        {
            rest = rest[ExtensionsLength(rest)..];
        }

        Refuse.When(!rest.IsEmpty, "authenticator-data-trailing-bytes");

        return new AuthenticatorData(flags, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(33)), attested);
    }

    private static int ExtensionsLength(ReadOnlyMemory<byte> rest)
    {
        var length = BoundedCbor.LengthOfFirst(rest, "extensions");
        Refuse.When(new CborReader(rest).PeekState() != CborReaderState.StartMap, "extensions-not-a-map");

        return length;
    }
}
