namespace PasskeyBlazor.Passkeys;

/// <summary>A signature algorithm with the one kind of key that belongs to it (§5.8.5).</summary>
/// <param name="Id">The COSE algorithm identifier.</param>
/// <param name="KeyType">COSE <c>kty</c>: <see cref="Ec2"/> or <see cref="Rsa"/>.</param>
/// <param name="Curve">COSE <c>crv</c>, for elliptic curves.</param>
/// <param name="CoordinateLength">Bytes of each coordinate, for elliptic curves.</param>
internal sealed record CoseAlgorithm(int Id, int KeyType, int Curve = 0, int CoordinateLength = 0)
{
    public const int Ec2 = 2;
    public const int Rsa = 3;

    /// <summary>Offered in this order. The first two cover every authenticator that we know of.</summary>
    public static readonly IReadOnlyList<CoseAlgorithm> Supported =
    [
        new(-7, Ec2, Curve: 1, CoordinateLength: 32), // ES256
        new(-257, Rsa), // RS256
        new(-35, Ec2, Curve: 2, CoordinateLength: 48), // ES384
        new(-36, Ec2, Curve: 3, CoordinateLength: 66), // ES512
        new(-37, Rsa), // PS256
    ];

    public static CoseAlgorithm? Find(long id) => Supported.FirstOrDefault(a => a.Id == id);
}
