using System.Buffers.Binary;

namespace PasskeyBlazor.Passkeys;

/// <summary>Attested credential data (§6.5.1): the new credential's maker, id and public key.</summary>
internal sealed record AttestedCredential(Guid Aaguid, byte[] CredentialId, byte[] PublicKey)
{
    private const int HeaderLength = 18;
    private const int MaxId = 1023;

    /// <summary>Reads from the front of <paramref name="rest"/> and leaves in it what follows.</summary>
    public static AttestedCredential Parse(ref ReadOnlyMemory<byte> rest)
    {
        Refuse.When(rest.Length < HeaderLength, "attested-data-short");

        var aaguid = new Guid(rest.Span[..16], bigEndian: true);
        int idLength = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[16..]);
        rest = rest[HeaderLength..];
        Refuse.When(idLength is 0 or > MaxId, "credential-id-length");
        Refuse.When(idLength > rest.Length, "attested-data-short");

        var id = rest[..idLength].ToArray();
        rest = rest[idLength..];

        var key = rest[..BoundedCbor.LengthOfFirst(rest, "public-key")].ToArray();
        rest = rest[key.Length..];

        return new AttestedCredential(aaguid, id, key);
    }
}
