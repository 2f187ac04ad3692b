using System.Numerics;

namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// A public key of Ed25519 (RFC 8032 §5.1): a point of the curve in its only encoding. The library accepts any 32 bytes.
/// </summary>
internal static class Ed25519Point
{
    private const string Reason = "public-key-not-a-sound-point";

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    /// <summary>The d of the curve -x² + y² = 1 + d·x²·y².</summary>
    private static readonly BigInteger D = Modulo(-121665 * Inverse(121666));

    /// <summary>
    /// The y of the points of small order: 0, and two of order 8. With such a key one signature fits many messages. 1 and -1 have
    /// small order too, and the check below refuses them, because there x is 0.
    /// </summary>
    private static readonly BigInteger[] SmallOrder =
    [
        0,
        BigInteger.Parse("2707385501144840649318225287225658788936804267575313519463743609750303402022", provider: null),
        BigInteger.Parse("55188659117513257062467267217118295137698188065244968500265048394206261417927", provider: null),
    ];

    /// <param name="encoded">y in little-endian order; the highest bit is the sign of x.</param>
    public static void Check(byte[] encoded)
    {
        Refuse.When(encoded.Length != 32, Reason);
        byte[] withoutSign = [.. encoded[..31], (byte)(encoded[31] & 0x7f)];
        var y = new BigInteger(withoutSign); // little-endian too, and not negative, because the highest bit is 0
        Refuse.When(y >= P || SmallOrder.Contains(y), Reason);

        // §5.1.3: x² = (y² - 1) / (d·y² + 1) must have a root. Euler: then this power is 1.
        var square = Modulo((y * y - 1) * Inverse(Modulo(D * y * y + 1)));
        Refuse.When(!BigInteger.ModPow(square, (P - 1) / 2, P).IsOne, Reason);
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(value, P - 2, P);

    private static BigInteger Modulo(BigInteger value) => ((value % P) + P) % P;
}
