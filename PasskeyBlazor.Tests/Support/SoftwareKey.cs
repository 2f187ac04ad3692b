using System.Security.Cryptography;

namespace PasskeyBlazor.Tests.Support;

/// <summary>A real key pair for one COSE algorithm.</summary>
public sealed class SoftwareKey : IDisposable
{
    public const int ES256 = -7;
    public const int ES384 = -35;
    public const int ES512 = -36;
    public const int PS256 = -37;
    public const int RS256 = -257;

    private readonly ECDsa? ecdsa;
    private readonly RSA? rsa;

    public SoftwareKey(int algorithm = ES256)
    {
        Algorithm = algorithm;
        if (algorithm is RS256 or PS256)
        {
            rsa = RSA.Create(2048);
        }
        else
        {
            ecdsa = ECDsa.Create(Curve);
        }
    }

    /// <summary>A key that was made before.</summary>
    /// <param name="algorithm">A COSE algorithm that the key is for.</param>
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

    public byte[] PublicKey => rsa is null ? Ec2() : Rsa();

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
        rsa?.SignData(data, hash, Algorithm == PS256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
        ?? ecdsa!.SignData(data, hash, format);

    public ECParameters EcParameters() => ecdsa!.ExportParameters(includePrivateParameters: true);

    public RSAParameters RsaParameters() => rsa!.ExportParameters(includePrivateParameters: true);

    public void Dispose()
    {
        ecdsa?.Dispose();
        rsa?.Dispose();
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

    private byte[] Rsa()
    {
        var key = RsaParameters();

        return Cbor.Map((1, 3), (3, Algorithm), (-1, key.Modulus), (-2, key.Exponent));
    }
}
