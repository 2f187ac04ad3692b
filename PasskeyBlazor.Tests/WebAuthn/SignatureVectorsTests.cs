using System.Buffers.Text;
using System.Text.Json.Nodes;
using Fido2NetLib.Objects;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>
/// Wycheproof's signatures. Their messages are not ceremonies, so the test gives them to the two signature checks: first the guard, then
/// the key of the library.
/// </summary>
public sealed class SignatureVectorsTests
{
    [Fact]
    public void A_signature_passes_exactly_when_it_is_valid()
    {
        var tests = Vectors.Read("signature-vectors.json")["tests"]!.AsArray();

        var wrong = new List<string>();
        var counts = new SortedDictionary<string, int>();
        foreach (var test in tests)
        {
            var expected = (string)test!["expected"]!;
            var isSupported = new RelyingPartyOptions().Algorithms.Contains((int)test["alg"]!);
            var passed = Passes(Bytes(test, "publicKey"), Bytes(test, "message"), Bytes(test, "signature"));

            var kind = $"{(isSupported ? "" : "unsupported, ")}{expected}, {(passed ? "accepted" : "refused")}";
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            if (expected != "acceptable" && passed != (expected == "valid" && isSupported))
            {
                wrong.Add($"{test["id"]} ({test["comment"]})");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(
            ["acceptable, refused: 2", "invalid, refused: 1537", "unsupported, invalid, refused: 70", "unsupported, valid, refused: 17", "valid, accepted: 768"],
            counts.Select(c => $"{c.Key}: {c.Value}"));
    }

    private static bool Passes(byte[] publicKey, byte[] message, byte[] signature)
    {
        try
        {
            if (CosePublicKey.Parse(publicKey).EcdsaCoordinateLength is { } length)
            {
                DerSignature.Check(signature, length);
            }
        }
        catch (RefusedException)
        {
            return false;
        }

        return new CredentialPublicKey(publicKey).Verify(message, signature);
    }

    private static byte[] Bytes(JsonNode test, string name) => Base64Url.DecodeFromChars((string)test[name]!);
}
