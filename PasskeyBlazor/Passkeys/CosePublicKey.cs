using System.Formats.Cbor;

namespace PasskeyBlazor.Passkeys;

/// <summary>A public key as COSE writes it (RFC 9052 §7): of a kind that we support, whole, and of sound size.</summary>
/// <param name="Algorithm">The algorithm that the key is for.</param>
/// <param name="Length">Bytes of a coordinate or of the modulus: what its signatures are measured by.</param>
internal sealed record CosePublicKey(CoseAlgorithm Algorithm, int Length)
{
    public static CosePublicKey Parse(byte[] bytes)
    {
        try
        {
            // Canonical, unlike the object around it (§6.5.1.1): labels in order and once, lengths definite, numbers short.
            var reader = new CborReader(bytes, CborConformanceMode.Ctap2Canonical);
            reader.ReadStartMap();
            var type = Integer(reader, label: 1);
            var algorithm = CoseAlgorithm.Find(Integer(reader, label: 3))
                ?? throw new RefusedException("public-key-algorithm-not-supported", CeremonyFailure.NotCompatible);
            Refuse.When(type != algorithm.KeyType, "public-key-type-and-algorithm-differ");

            var length = algorithm.KeyType == CoseAlgorithm.Rsa ? Rsa(reader) : Ec2(reader, algorithm);
            reader.ReadEndMap(); // no label beside these; so no private part either
            Refuse.When(reader.BytesRemaining > 0, "public-key-trailing-bytes");

            return new CosePublicKey(algorithm, length);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new RefusedException("public-key-malformed", inner: e);
        }
    }

    /// <summary>A key from our own database. That it cannot be read is our fault and not the person's.</summary>
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

    /// <summary>§6.5.5: the one form that a signature by this key can have. Whether it is right is for the library to say.</summary>
    public void CheckSignature(byte[] signature)
    {
        if (Algorithm.KeyType == CoseAlgorithm.Rsa)
        {
            Refuse.When(signature.Length != Length, "signature-length");
        }
        else
        {
            DerSignature.Check(signature, Length);
        }
    }

    /// <summary>RFC 9053 §7.1.1. That the point is on the curve is checked by whoever makes a key of it.</summary>
    private static int Ec2(CborReader reader, CoseAlgorithm algorithm)
    {
        Refuse.When(Integer(reader, label: -1) != algorithm.Curve, "public-key-curve-and-algorithm-differ");
        Refuse.When(Bytes(reader, label: -2).Length != algorithm.CoordinateLength, "public-key-x-length");
        Refuse.When(Bytes(reader, label: -3).Length != algorithm.CoordinateLength, "public-key-y-length");

        return algorithm.CoordinateLength;
    }

    /// <summary>RFC 8230 §4, with 2048 to 4096 bits and an odd exponent from 3 to 2^32.</summary>
    private static int Rsa(CborReader reader)
    {
        ReadOnlySpan<byte> modulus = Bytes(reader, label: -1);
        modulus = modulus is [0, ..] ? modulus[1..] : modulus; // some makers write a sign byte
        Refuse.When(modulus.Length is < 256 or > 512 || modulus[0] == 0, "public-key-modulus-length");
        Refuse.When(modulus.Length == 256 && modulus[0] < 0x80, "public-key-modulus-length");
        Refuse.When((modulus[^1] & 1) == 0, "public-key-modulus");

        var exponent = Bytes(reader, label: -2);
        Refuse.When(exponent.Length is 0 or > 4 || exponent[0] == 0, "public-key-exponent-length");
        Refuse.When((exponent[^1] & 1) == 0 || exponent is [1], "public-key-exponent");

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
