using System.Formats.Asn1;

namespace PasskeyBlazor.WebAuthn;

/// <summary>An ECDSA signature (RFC 3279 §2.2.3): two positive integers in the only encoding that DER allows.</summary>
internal static class DerSignature
{
    public static void Check(byte[] signature, int coordinateLength)
    {
        try
        {
            var reader = new AsnReader(signature, AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            CheckInteger(sequence.ReadIntegerBytes().Span, coordinateLength);
            CheckInteger(sequence.ReadIntegerBytes().Span, coordinateLength);
            sequence.ThrowIfNotEmpty();
        }
        catch (AsnContentException)
        {
            throw new RefusedException("signature-encoding");
        }
    }

    private static void CheckInteger(ReadOnlySpan<byte> integer, int coordinateLength)
    {
        var isNegative = (integer[0] & 0x80) != 0; // libraries accept a missing leading zero
        var length = integer[0] == 0 ? integer.Length - 1 : integer.Length;
        Refuse.When(isNegative || length == 0 || length > coordinateLength, "signature-encoding");
    }
}
