using System.Formats.Cbor;

namespace PasskeyBlazor.Passkeys;

/// <summary>The attestation object (§6.5.4). Its statement is not evaluated: options ask for none, and passkeys are kept as unattested.</summary>
internal sealed record AttestationObject(string Format, byte[] AuthenticatorData)
{
    private const string Reason = "attestation-object";

    /// <summary>The registered formats (§8), ordinal. Whatever else comes was made by something that is no authenticator.</summary>
    private static readonly string[] Formats = ["none", "packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "compound"];

    public static AttestationObject Parse(byte[] bytes)
    {
        Refuse.When(BoundedCbor.LengthOfFirst(bytes, Reason) != bytes.Length, "attestation-object-trailing-bytes");

        try
        {
            return Read(new CborReader(bytes, CborConformanceMode.Strict));
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            throw new RefusedException(Reason, inner: e);
        }
    }

    private static AttestationObject Read(CborReader reader)
    {
        string? format = null;
        byte[]? authenticatorData = null;
        var statementIsEmpty = false;
        var hasStatement = false;

        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            switch (reader.ReadTextString())
            {
                case "fmt":
                    format = reader.ReadTextString();
                    break;
                case "authData":
                    authenticatorData = reader.ReadDefiniteLengthByteString().ToArray();
                    break;
                case "attStmt":
                    var length = reader.ReadStartMap();
                    statementIsEmpty = length == 0 || reader.PeekState() == CborReaderState.EndMap;
                    hasStatement = true;
                    SkipToEnd(reader);
                    break;
                default:
                    throw new RefusedException("attestation-object-unknown-member");
            }
        }

        reader.ReadEndMap();
        Refuse.When(!hasStatement, "attestation-statement-missing");
        Refuse.When(authenticatorData is null, "authenticator-data-missing");
        Refuse.When(!Formats.Contains(format, StringComparer.Ordinal), "attestation-format");
        Refuse.When(format == "none" && !statementIsEmpty, "attestation-none-with-statement"); // §8.7

        return new AttestationObject(format!, authenticatorData);
    }

    private static void SkipToEnd(CborReader reader)
    {
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            reader.SkipValue();
        }

        reader.ReadEndMap();
    }
}
