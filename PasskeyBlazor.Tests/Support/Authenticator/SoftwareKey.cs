using System.Security.Cryptography;
using NSec.Cryptography;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>A real key pair for one COSE algorithm.</summary>
public sealed class SoftwareKey : IDisposable
{
    public const int ES256 = -7;
    public const int EdDSA = -8;
    public const int ES384 = -35;
    public const int ES512 = -36;
    public const int PS256 = -37;
    public const int RS256 = -257;

    private readonly ECDsa? ecdsa;
    private readonly RSA? rsa;
    private readonly Key? ed25519;

    public SoftwareKey(int algorithm = ES256)
    {
        Algorithm = algorithm;
        if (algorithm is RS256 or PS256)
        {
            rsa = RSA.Create(2048);
        }
        else if (algorithm is EdDSA)
        {
            ed25519 = new Key(SignatureAlgorithm.Ed25519);
        }
        else
        {
            ecdsa = ECDsa.Create(Curve);
        }
    }

    /// <summary>An existing key.</summary>
    /// <param name="algorithm">The key's COSE algorithm.</param>
    /// <param name="privateKey">The key pair as PKCS#8.</param>
    public SoftwareKey(int algorithm, byte[] privateKey)
    {
        Algorithm = algorithm;
        if (algorithm is RS256 or PS256)
        {
            rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(privateKey, out _);
        }
        else
        {
            ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(privateKey, out _);
        }
    }

    public int Algorithm { get; }

    public byte[] PublicKey => rsa is not null ? Rsa() : ed25519 is not null ? Okp() : Ec2();

    private ECCurve Curve => Algorithm switch
    {
        ES256 => ECCurve.NamedCurves.nistP256,
        ES384 => ECCurve.NamedCurves.nistP384,
        ES512 => ECCurve.NamedCurves.nistP521,
        _ => throw new ArgumentOutOfRangeException(nameof(Algorithm)),
    };

    private HashAlgorithmName Hash => Algorithm switch
    {
        ES384 => HashAlgorithmName.SHA384,
        ES512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    public byte[] Sign(byte[] data, DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence) => Sign(data, Hash, format);

    public byte[] Sign(byte[] data, HashAlgorithmName hash, DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence) =>
        (ed25519 is null ? null : SignatureAlgorithm.Ed25519.Sign(ed25519, data))
        ?? rsa?.SignData(data, hash, Algorithm == PS256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
        ?? ecdsa!.SignData(data, hash, format);

    public ECParameters EcParameters() => ecdsa!.ExportParameters(includePrivateParameters: true);

    public RSAParameters RsaParameters() => rsa!.ExportParameters(includePrivateParameters: true);

    public void Dispose()
    {
        ecdsa?.Dispose();
        rsa?.Dispose();
        ed25519?.Dispose();
    }

    private byte[] Ec2()
    {
        var key = EcParameters();

        return Cbor.Map(
            (1, 2),
            (3, Algorithm),
            (-1, Algorithm switch { ES256 => 1, ES384 => 2, _ => 3 }),
            (-2, key.Q.X),
            (-3, key.Q.Y));
    }

    private byte[] Okp() =>
        Cbor.Map((1, 1), (3, EdDSA), (-1, 6), (-2, ed25519!.PublicKey.Export(KeyBlobFormat.RawPublicKey)));

    private byte[] Rsa()
    {
        var key = RsaParameters();

        return Cbor.Map((1, 3), (3, Algorithm), (-1, key.Modulus), (-2, key.Exponent));
    }
}
