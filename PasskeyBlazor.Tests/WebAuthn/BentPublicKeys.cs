using System.Security.Cryptography;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>Changes of the public key in a registration.</summary>
public static class BentPublicKeys
{
    private static readonly Lazy<RSAParameters> Rsa2048 = new(() => RsaKey(2048));

    public static IEnumerable<Bent<SoftwareRegistration>> All => [.. PublicKeys(), .. RsaKeys()];

    private static IEnumerable<Bent<SoftwareRegistration>> PublicKeys()
    {
        yield return Ec("CK-01 key type missing", k => [.. k.Where(m => m.Key is not 1)]);
        yield return Ec("CK-01 algorithm missing", k => [.. k.Where(m => m.Key is not 3)]);
        yield return Ec("CK-01 curve missing", k => [.. k.Where(m => m.Key is not -1)]);
        yield return Ec("CK-01 x missing", k => [.. k.Where(m => m.Key is not -2)]);
        yield return Ec("CK-01 y missing", k => [.. k.Where(m => m.Key is not -3)]);
        yield return Ec("CK-01 key type as text", k => With(k, 1, "EC2"));
        yield return Ec("CK-01 algorithm as text", k => With(k, 3, "ES256"));
        yield return Ec("CK-01 curve as text", k => With(k, -1, "P-256"));
        yield return Ec("CK-01 algorithm null", k => With(k, 3, null));
        yield return Ec("CK-01 algorithm twice", k => [.. k[..2], (3, -7), .. k[2..]]);
        yield return Ec("CK-01 algorithm twice, differing", k => [.. k[..2], (3, -257), .. k[2..]]);
        yield return Ec("CK-01 x twice", k => [.. k[..4], k[3], .. k[4..]]);
        yield return Ec("CK-01 labels in another order", k => [k[1], k[0], .. k[2..]]);
        yield return Ec("CK-01 labels as text", k => [("1", 2), .. k[1..]]);
        yield return Ec("CK-01 an unknown label", k => [.. k, (99, 1)]);
        yield return Ec("CK-01 key operations", k => [.. k[..2], (4, new Cbor.Raw([0x81, 0x02])), .. k[2..]]);
        yield return Ec("CK-01 a key id", k => [k[0], (2, new byte[] { 1 }), .. k[1..]]);
        yield return Key("CK-01 key an empty map", [0xa0]);
        yield return Key("CK-01 key an array", [0x80]);
        yield return Key("CK-01 key a byte string", Cbor.Value(new byte[77]));
        yield return Key("CK-01 key null", [0xf6]);
        yield return Key("CK-01 key not CBOR", [0xff, 0xff]);
        yield return new("CK-01 key cut off", r => r.PublicKey = r.PublicKey[..^1]);
        yield return new("CK-01 key with a byte after", r => r.PublicKey = [.. r.PublicKey, 0]);
        yield return new("CK-01 key of indefinite length", r => r.PublicKey = [0xbf, .. r.PublicKey[1..], 0xff]);
        yield return new("CK-01 key with a long number", r => r.PublicKey = [r.PublicKey[0], 0x01, 0x18, 0x02, .. r.PublicKey[3..]]);
        yield return new("CK-01 key tagged", r => r.PublicKey = [0xc1, .. r.PublicKey]);

        yield return OtherEc("CK-02 ES256 on P-384", ECCurve.NamedCurves.nistP384, algorithm: -7, curve: 2, Failure.NotCompatible);
        yield return OtherEc("CK-02 ES256 on P-521", ECCurve.NamedCurves.nistP521, algorithm: -7, curve: 3, Failure.NotCompatible);
        yield return OtherEc("CK-02 ES384 on P-256", ECCurve.NamedCurves.nistP256, algorithm: -35, curve: 1, Failure.NotCompatible);
        yield return OtherEc("CK-02 ES512 on P-384", ECCurve.NamedCurves.nistP384, algorithm: -36, curve: 2, Failure.NotCompatible);
        yield return OtherEc("CK-02 P-384 that says P-256", ECCurve.NamedCurves.nistP384, algorithm: -7, curve: 1, Failure.NotCompatible);
        yield return Ec("CK-02 RS256 on a curve", k => With(k, 3, -257), Failure.NotCompatible);
        yield return Ec("CK-02 PS256 on a curve", k => With(k, 3, -37), Failure.NotCompatible);
        yield return Ec("CK-02 an OKP key as ES256", k => With(k, 1, 1), Failure.NotCompatible);
        yield return Ec("CK-02 an RSA key type with a curve", k => With(k, 1, 3));
        yield return Ec("CK-02 a symmetric key type", k => With(k, 1, 4), Failure.NotCompatible);
        yield return Ec("CK-02 key type 2^40", k => With(k, 1, 1L << 40), Failure.NotCompatible);
        yield return Ec("CK-02 an OKP curve", k => With(k, -1, 6), Failure.NotCompatible);
        yield return Ec("CK-02 curve P-256K", k => With(k, -1, 8), Failure.NotCompatible);
        yield return Ec("CK-02 curve 2^32 + 1", k => With(k, -1, (1L << 32) + 1));
        yield return Ec("CK-02 curve 1 - 2^32", k => With(k, -1, 1 - (1L << 32)));
        yield return Ec("CK-02 curve 0", k => With(k, -1, 0), Failure.NotCompatible);

        foreach (var (name, id) in new[]
        {
            ("EdDSA", -8L), ("ES256K", -47), ("RS1", -65535), ("RS384", -258), ("RS512", -259), ("PS384", -38), ("PS512", -39), ("HS256", 5),
            ("Ed448", -53), ("ML-DSA-44", -48), ("ML-DSA-65", -49), ("ML-DSA-87", -50), ("nothing", 0), ("2^32 - 7", (1L << 32) - 7), ("-2^63", long.MinValue),
        })
        {
            yield return Ec($"CK-03 a curve's key with algorithm {name}", k => With(k, 3, id), id == (1L << 32) - 7 ? Failure.PasskeyRefused : Failure.NotCompatible); // the library reads it as -7
        }

        foreach (var (name, id) in new[] { ("RS1", -65535), ("RS384", -258), ("RS512", -259), ("PS384", -38), ("PS512", -39) })
        {
            yield return new($"CK-03 a key of algorithm {name}", r => r.PublicKey = Cbor.Map(
                (1, 3), (3, id), (-1, Rsa2048.Value.Modulus), (-2, Rsa2048.Value.Exponent)), Failure.NotCompatible);
        }

        yield return OtherEc("CK-03 a key of algorithm ES256K", ECCurve.CreateFromFriendlyName("secP256k1"), -47, 8, Failure.NotCompatible);
        yield return Key("CK-05 an Ed448 key", Cbor.Map((1, 1), (3, -53), (-1, 7), (-2, Filled(57))), Failure.NotCompatible);
        yield return Key("CK-05 an Ed448 key as EdDSA", Cbor.Map((1, 1), (3, -8), (-1, 7), (-2, Filled(57))), Failure.NotCompatible);
        yield return Key("CK-05 an X25519 key as EdDSA", Cbor.Map((1, 1), (3, -8), (-1, 4), (-2, Ed25519Point("09"))), Failure.NotCompatible);
        yield return Key("CK-05 an Ed25519 key of 31 bytes", Cbor.Map((1, 1), (3, -8), (-1, 6), (-2, Ed25519Point("09")[1..])));
        yield return Key("CK-05 an Ed25519 key of 33 bytes", Cbor.Map((1, 1), (3, -8), (-1, 6), (-2, (byte[])[.. Ed25519Point("09"), 0])));
        yield return Key("CK-05 an Ed25519 key with a private part", Cbor.Map((1, 1), (3, -8), (-1, 6), (-2, Ed25519Point("09")), (-4, new byte[32])));
        yield return Key("CK-05 an Ed25519 key on curve 2^32 + 6", Cbor.Map((1, 1), (3, -8), (-1, (1L << 32) + 6), (-2, Ed25519Point("09"))));
        foreach (var y in new[] { "02", "07", "08", "0b" })
        {
            yield return Key($"CK-05 an Ed25519 point off the curve, {y}", Cbor.Map((1, 1), (3, -8), (-1, 6), (-2, Ed25519Point(y))));
        }

        foreach (var y in new[] { "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", new string('f', 64) })
        {
            yield return Key($"CK-05 an Ed25519 point with a second encoding, {y}", Cbor.Map((1, 1), (3, -8), (-1, 6), (-2, Ed25519Point(y))));
        }

        foreach (var y in new[]
        {
            "00", "01", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "0100000000000000000000000000000000000000000000000000000000000080",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        })
        {
            yield return Key($"CK-05 an Ed25519 point of small order, {y}", Cbor.Map((1, 1), (3, -8), (-1, 6), (-2, Ed25519Point(y))));
        }

        foreach (var (id, length) in new[] { (-48, 1312), (-49, 1952), (-50, 2592) })
        {
            yield return Key($"CK-13 an ML-DSA key, {id}", Cbor.Map((1, 7), (3, id), (-1, Filled(length))), Failure.NotCompatible);
        }

        yield return Ec("CK-04 a point off the curve", k => With(k, -3, Flipped(k[4].Value)));
        yield return Ec("CK-04 the point of zeros", k => With(With(k, -2, new byte[32]), -3, new byte[32]));
        yield return Ec("CK-04 x beyond the field", k => With(k, -2, Enumerable.Repeat((byte)0xff, 32).ToArray()));
        yield return Ec("CK-04 x of 31 bytes", k => With(k, -2, ((byte[])k[3].Value!)[1..]), Failure.NotCompatible);
        yield return Ec("CK-04 x of 33 bytes", k => With(k, -2, (byte[])[0, .. (byte[])k[3].Value!]), Failure.NotCompatible);
        yield return Ec("CK-04 y of 31 bytes", k => With(k, -3, ((byte[])k[4].Value!)[1..]), Failure.NotCompatible);
        yield return Ec("CK-04 y of 33 bytes", k => With(k, -3, (byte[])[0, .. (byte[])k[4].Value!]), Failure.NotCompatible);
        yield return Ec("CK-04 x empty", k => With(k, -2, Array.Empty<byte>()), Failure.NotCompatible);
        yield return Ec("CK-04 y compressed", k => With(k, -3, true));
        yield return Ec("CK-04 x as text", k => With(k, -2, new string('x', 32)));
        yield return Ec("CK-04 x of 10,000 bytes", k => With(k, -2, new byte[10_000]), Failure.NotCompatible);
        yield return Ec("CK-04 x of 100,000 bytes", k => With(k, -2, new byte[100_000]), Failure.TooLarge);
        yield return new("CK-07 a private part", r => r.PublicKey = Cbor.Map([.. Members(r), (-4, r.Key.EcParameters().D)]));
    }

    private static IEnumerable<Bent<SoftwareRegistration>> RsaKeys()
    {
        yield return Rsa("CK-06 RSA of 512 bits", () => RsaKey(512));
        yield return Rsa("CK-06 RSA of 1024 bits", () => RsaKey(1024));
        yield return Rsa("CK-06 RSA of 2040 bits", () => RsaKey(2040));
        yield return Rsa("CK-06 RSA of 2047 bits", () => WithModulus(n => (byte[])[0x7f, .. n[1..]]));
        yield return Rsa("CK-06 RSA of 16,384 bits", () => WithModulus(_ => Filled(2_048)));
        yield return Rsa("CK-06 RSA of 4,104 bits", () => WithModulus(_ => Filled(513)));
        yield return Rsa("CK-06 RSA with two zeros before", () => WithModulus(n => (byte[])[0, 0, .. n]));
        yield return Rsa("CK-06 RSA with an even modulus", () => WithModulus(n => (byte[])[.. n[..^1], 0]));
        yield return Rsa("CK-06 RSA without a modulus", () => WithModulus(_ => []));
        yield return Rsa("CK-06 RSA exponent missing", () => WithExponent());
        yield return Rsa("CK-06 RSA exponent 0", () => WithExponent(0));
        yield return Rsa("CK-06 RSA exponent 1", () => WithExponent(1));
        yield return Rsa("CK-06 RSA exponent 2", () => WithExponent(2));
        yield return Rsa("CK-06 RSA exponent even", () => WithExponent(1, 0, 0));
        yield return Rsa("CK-06 RSA exponent 2^32 + 1", () => WithExponent(1, 0, 0, 0, 1));
        yield return Rsa("CK-06 RSA exponent with a zero before", () => WithExponent(0, 1, 0, 1));
        yield return Rsa("CK-06 RSA exponent of 256 bytes", () => WithExponent(Filled(256)));
        yield return new("CK-06 RSA with a label too many", r => r.PublicKey = Cbor.Map(
            (1, 3), (3, -257), (5, new byte[8]), (-1, Rsa2048.Value.Modulus), (-2, Rsa2048.Value.Exponent)));
        yield return new("CK-07 RSA with a private part", r => r.PublicKey = Cbor.Map(
            (1, 3), (3, -257), (-1, Rsa2048.Value.Modulus), (-2, Rsa2048.Value.Exponent), (-3, Rsa2048.Value.D)));
        yield return new("CK-02 ES256 on RSA", r => r.PublicKey = Cbor.Map(
            (1, 3), (3, -7), (-1, Rsa2048.Value.Modulus), (-2, Rsa2048.Value.Exponent)));
    }

    private static Bent<SoftwareRegistration> Ec(
        string name,
        Func<(object Key, object? Value)[], (object Key, object? Value)[]> bend,
        Failure failure = Failure.PasskeyRefused) =>
        new(name, r => r.PublicKey = Cbor.Map(bend(Members(r))), failure);

    private static Bent<SoftwareRegistration> Key(string name, byte[] key, Failure failure = Failure.PasskeyRefused) =>
        new(name, r => r.PublicKey = key, failure);

    private static Bent<SoftwareRegistration> OtherEc(
        string name, ECCurve on, int algorithm, int curve, Failure failure = Failure.PasskeyRefused) => new(
        name,
        r =>
        {
            using var key = ECDsa.Create(on);
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            r.PublicKey = Cbor.Map((1, 2), (3, algorithm), (-1, curve), (-2, point.X), (-3, point.Y));
        },
        failure);

    private static Bent<SoftwareRegistration> Rsa(string name, Func<RSAParameters> key) => new(name, r =>
    {
        var made = key();
        r.PublicKey = Cbor.Map((1, 3), (3, -257), (-1, made.Modulus), (-2, made.Exponent));
    });

    private static (object Key, object? Value)[] Members(SoftwareRegistration registration)
    {
        var point = registration.Key.EcParameters().Q;

        return [(1, 2), (3, -7), (-1, 1), (-2, point.X), (-3, point.Y)];
    }

    private static (object Key, object? Value)[] With((object Key, object? Value)[] members, int label, object? value) =>
        [.. members.Select(m => m.Key is int key && key == label ? (m.Key, value) : m)];

    private static RSAParameters RsaKey(int bits)
    {
        using var rsa = RSA.Create(bits);

        return rsa.ExportParameters(includePrivateParameters: true);
    }

    private static RSAParameters WithModulus(Func<byte[], byte[]> bend) =>
        new() { Modulus = bend(Rsa2048.Value.Modulus!), Exponent = Rsa2048.Value.Exponent };

    private static RSAParameters WithExponent(params byte[] exponent) => new() { Modulus = Rsa2048.Value.Modulus, Exponent = exponent };

    private static byte[] Ed25519Point(string hex) => Convert.FromHexString(hex.PadRight(64, '0'));

    private static byte[] Filled(int length) => [.. Enumerable.Repeat((byte)0xff, length)];

    private static byte[] Flipped(object? bytes) => [.. ((byte[])bytes!)[..^1], (byte)(((byte[])bytes!)[^1] ^ 1)];
}
