using System.Formats.Cbor;

namespace PasskeyBlazor.WebAuthn;

/// <summary>A public key in COSE encoding (RFC 9052 §7): of an offered type, complete, and of a sound size.</summary>
/// <param name="Encoded">The key alone.</param>
/// <param name="EcdsaCoordinateLength">Bytes of a coordinate where its signatures are ECDSA; else null.</param>
internal sealed record CosePublicKey(ReadOnlyMemory<byte> Encoded, int? EcdsaCoordinateLength)
{
    private const int Okp = 1;
    private const int Ec2 = 2;
    private const int Rsa = 3;

    /// <summary>Reads the key at the start of <paramref name="data"/>. The bytes after it are ignored.</summary>
    public static CosePublicKey Parse(ReadOnlyMemory<byte> data)
    {
        try
        {
            // Canonical, unlike the object around it (§6.5.1): labels in order and once, lengths definite, numbers short.
            var reader = new CborReader(data, CborConformanceMode.Ctap2Canonical);
            reader.ReadStartMap();
            var type = Integer(reader, label: 1);
            var algorithm = Integer(reader, label: 3);
            int? coordinateLength = (type, algorithm) switch // the algorithms that RelyingPartyOptions offers
            {
                (Ec2, -7) => Point(reader, curve: 1, coordinateLength: 32),
                (Ec2, -35) => Point(reader, curve: 2, coordinateLength: 48),
                (Ec2, -36) => Point(reader, curve: 3, coordinateLength: 66),
                (Okp, -8) => Ed25519(reader),
                (Rsa, -257 or -37) => Modulus(reader),
                _ => throw new RefusedException("public-key-type-and-algorithm-differ"),
            };
            reader.ReadEndMap(); // no label besides these, so no private part either

            return new CosePublicKey(data[..^reader.BytesRemaining], coordinateLength);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new RefusedException("public-key-malformed");
        }
    }

    /// <summary>Reads a key from the database. If it cannot be read, the fault is in our data.</summary>
    public static CosePublicKey ParseStored(byte[] bytes)
    {
        try
        {
            var key = Parse(bytes);
            Refuse.When(key.Encoded.Length < bytes.Length, Refusal.StoredPublicKeyCorrupt);

            return key;
        }
        catch (RefusedException)
        {
            throw new RefusedException(Refusal.StoredPublicKeyCorrupt);
        }
    }

    /// <summary>RFC 9053 §7.1.1. The library checks the lengths, and that the point is on the curve.</summary>
    private static int Point(CborReader reader, int curve, int coordinateLength)
    {
        CheckCurve(reader, curve);
        Bytes(reader, label: -2);
        Bytes(reader, label: -3);

        return coordinateLength;
    }

    /// <summary>RFC 9053 §7.2.</summary>
    private static int? Ed25519(CborReader reader)
    {
        CheckCurve(reader, curve: 6);
        Ed25519Point.Check(Bytes(reader, label: -2));

        return null;
    }

    /// <summary>The library truncates a number to 32 bits before it compares.</summary>
    private static void CheckCurve(CborReader reader, int curve) =>
        Refuse.When(Integer(reader, label: -1) != curve, "public-key-curve-and-algorithm-differ");

    /// <summary>RFC 8230 §4, with 2048 to 4096 bits and an exponent below 2^32. The library refuses an even exponent.</summary>
    private static int? Modulus(CborReader reader)
    {
        ReadOnlySpan<byte> modulus = Bytes(reader, label: -1);
        modulus = modulus is [0, ..] ? modulus[1..] : modulus; // some authenticators write a sign byte
        Refuse.When(modulus.Length is < 256 or > 512 || modulus[0] == 0, "public-key-modulus-length");
        Refuse.When(modulus.Length == 256 && modulus[0] < 0x80, "public-key-modulus-length");
        Refuse.When((modulus[^1] & 1) == 0, "public-key-modulus");
        var exponent = Bytes(reader, label: -2);
        Refuse.When(exponent.Length > 4 || exponent[0] == 0, "public-key-exponent-length");

        return null;
    }

    private static long Integer(CborReader reader, int label)
    {
        Refuse.When(reader.ReadInt64() != label, "public-key-label");

        return reader.ReadInt64();
    }

    private static byte[] Bytes(CborReader reader, int label)
    {
        Refuse.When(reader.ReadInt64() != label, "public-key-label");

        return reader.ReadByteString();
    }
}
