using System.Buffers.Text;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// Wycheproof's signatures. Their messages are no ceremonies, so they are put to the two that judge a signature: first the
/// guard, then the key type inside the framework, which is reached by its name.
/// </summary>
public sealed class SignatureVectorsTests
{
    private delegate bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    [Fact]
    public void A_signature_passes_exactly_when_it_is_valid()
    {
        var tests = Vectors.Read("signature-vectors.json")["tests"]!.AsArray();

        var wrong = new List<string>();
        var counts = new SortedDictionary<string, int>();
        foreach (var test in tests)
        {
            var expected = (string)test!["expected"]!;
            var isSupported = CoseAlgorithm.Find((int)test["alg"]!) is not null;
            var passed = Passes(Bytes(test, "publicKey"), Bytes(test, "message"), Bytes(test, "signature"));

            var kind = $"{(isSupported ? "" : "unsupported, ")}{expected}, {(passed ? "accepted" : "refused")}";
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            if (expected != "acceptable" && passed != (expected == "valid" && isSupported))
            {
                wrong.Add($"{test["id"]} ({test["comment"]})");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", counts.Select(c => $"{c.Key}: {c.Value}")));
        Assert.Empty(wrong);
    }

    private static bool Passes(byte[] publicKey, byte[] message, byte[] signature)
    {
        try
        {
            CosePublicKey.Parse(publicKey).CheckSignature(signature);
        }
        catch (RefusedException)
        {
            return false;
        }

        return EngineKey(publicKey)(message, signature);
    }

    private static Verify EngineKey(byte[] publicKey)
    {
        var type = typeof(PasskeyHandler<User>).Assembly.GetType("Microsoft.AspNetCore.Identity.CredentialPublicKey", throwOnError: true)!;
        var decode = type.GetMethod("Decode", BindingFlags.Public | BindingFlags.Static, [typeof(ReadOnlyMemory<byte>)])!;
        var key = decode.Invoke(null, [new ReadOnlyMemory<byte>(publicKey)])!;

        return type.GetMethod("Verify")!.CreateDelegate<Verify>(key);
    }

    private static byte[] Bytes(JsonNode test, string name) => Base64Url.DecodeFromChars((string)test[name]!);
}
