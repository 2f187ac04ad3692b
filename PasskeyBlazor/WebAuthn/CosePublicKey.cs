using System.Formats.Cbor;

namespace PasskeyBlazor.WebAuthn;

/// <summary>A public key as COSE writes it (RFC 9052 §7): of a kind that we offer, whole, and of sound size.</summary>
/// <param name="Encoded">The key alone.</param>
/// <param name="IsEcdsa">Whether its signatures are ECDSA.</param>
/// <param name="Length">Bytes of a coordinate or of the modulus.</param>
internal sealed record CosePublicKey(ReadOnlyMemory<byte> Encoded, bool IsEcdsa, int Length)
{
    private const int Okp = 1;
    private const int Ec2 = 2;
    private const int Rsa = 3;

    /// <summary>
    /// Points of small order (RFC 8032 §5.1.3), little-endian, without the sign bit: y of 0, 1, -1, of order 8, and the first two
    /// once more plus the prime. With such a key one signature fits many messages.
    /// </summary>
    private static readonly string[] SmallOrder =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    /// <summary>Reads the key at the start of <paramref name="data"/>. What follows it is not looked at.</summary>
    public static CosePublicKey Parse(ReadOnlyMemory<byte> data)
    {
        try
        {
            // Canonical, unlike the object around it (§6.5.1.1): labels in order and once, lengths definite, numbers short.
            var reader = new CborReader(data, CborConformanceMode.Ctap2Canonical, allowMultipleRootLevelValues: true);
            reader.ReadStartMap();
            var type = Integer(reader, label: 1);
            var algorithm = Integer(reader, label: 3);
            var length = (type, algorithm) switch
            {
                (Ec2, -7) => Point(reader, coordinateLength: 32),
                (Ec2, -35) => Point(reader, coordinateLength: 48),
                (Ec2, -36) => Point(reader, coordinateLength: 66),
                (Okp, -8) => Ed25519(reader),
                (Rsa, -257 or -37) => Modulus(reader),
                _ => throw new RefusedException("public-key-type-and-algorithm-differ"),
            };
            reader.ReadEndMap(); // no label beside these; so no private part either

            return new CosePublicKey(data[..^reader.BytesRemaining], type == Ec2, length);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new RefusedException("public-key-malformed", inner: e);
        }
    }

    /// <summary>A key from the database. That it cannot be read is a fault of ours and not the person's.</summary>
    public static CosePublicKey ParseStored(byte[] bytes)
    {
        try
        {
            return Parse(bytes);
        }
        catch (RefusedException e)
        {
            throw new RefusedException("stored-public-key-corrupt", inner: e);
        }
    }

    /// <summary>RFC 9053 §7.1.1. The library checks the curve, and that the point is on it.</summary>
    private static int Point(CborReader reader, int coordinateLength)
    {
        Integer(reader, label: -1);
        Bytes(reader, label: -2);
        Bytes(reader, label: -3);

        return coordinateLength;
    }

    /// <summary>RFC 8037 §2. The library checks the curve and the length.</summary>
    private static int Ed25519(CborReader reader)
    {
        Integer(reader, label: -1);
        var point = Bytes(reader, label: -2);
        point[^1] &= 0x7f; // the sign
        Refuse.When(SmallOrder.Contains(Convert.ToHexStringLower(point)), "public-key-of-small-order");

        return point.Length;
    }

    /// <summary>RFC 8230 §4, with 2048 to 4096 bits and an exponent below 2^32. The library refuses an even exponent.</summary>
    private static int Modulus(CborReader reader)
    {
        ReadOnlySpan<byte> modulus = Bytes(reader, label: -1);
        modulus = modulus is [0, ..] ? modulus[1..] : modulus; // some authenticators write a sign byte
        Refuse.When(modulus.Length is < 256 or > 512 || modulus[0] == 0, "public-key-modulus-length");
        Refuse.When(modulus.Length == 256 && modulus[0] < 0x80, "public-key-modulus-length");
        Refuse.When((modulus[^1] & 1) == 0, "public-key-modulus");
        var exponent = Bytes(reader, label: -2);
        Refuse.When(exponent.Length > 4 || exponent[0] == 0, "public-key-exponent-length");

        return modulus.Length;
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
