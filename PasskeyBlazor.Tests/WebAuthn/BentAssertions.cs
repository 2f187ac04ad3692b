using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>Changes that apply only to a sign-in: signature, user handle, credential, counter.</summary>
public static class BentAssertions
{
    public static IEnumerable<Bent<SoftwareAssertion>> All =>
    [
        .. BentAnswers.All("webauthn.create").Select(b => new Bent<SoftwareAssertion>(b.Name, b.Bend, b.Failure)),
        .. Signatures(),
        .. Signed(),
        .. Records(),
        .. TokenBinding(),
    ];

    /// <summary>Level 3 ignores it and no browser sends it; the library refuses it, and the signature covers it, so it cannot be left out.</summary>
    private static IEnumerable<Bent<SoftwareAssertion>> TokenBinding()
    {
        yield return new("WA-09 token binding present", a => a.ClientData["tokenBinding"] = new JsonObject { ["status"] = "present", ["id"] = "AAAA" });
        yield return new("WA-09 token binding with an unknown status", a => a.ClientData["tokenBinding"] = new JsonObject { ["status"] = "maybe" });
        yield return new("WA-09 token binding of an unknown kind", a => a.ClientData["tokenBinding"] = "unused");
    }

    private static IEnumerable<Bent<SoftwareAssertion>> Signatures()
    {
        yield return Signature("CK-08 signature of no bytes", _ => []);
        yield return Signature("CK-08 signature of zeros", s => new byte[s.Length]);
        yield return Signature("CK-08 r and s zero", _ => [0x30, 6, 2, 1, 0, 2, 1, 0]);
        yield return Signature("CK-08 r and s one", _ => [0x30, 6, 2, 1, 1, 2, 1, 1]);
        yield return Signature("CK-08 r zero", s => Der([0], S(s)));
        yield return Signature("CK-08 s zero", s => Der(R(s), [0]));
        yield return Signature("CK-08 r and s exchanged", s => Der(S(s), R(s)));
        yield return Signature("CK-08 r with a zero too many", s => Der([0, .. R(s)], S(s)));
        yield return Signature("CK-08 s with a zero too many", s => Der(R(s), [0, .. S(s)]));
        yield return Signature("CK-08 r negative", s => Der([0xff, .. R(s)], S(s)));
        yield return Signature("CK-08 r of 34 bytes", s => Der(new byte[34], S(s)));
        yield return Signature("CK-08 one integer", s => [0x30, (byte)(R(s).Length + 2), 2, (byte)R(s).Length, .. R(s)]);
        yield return Signature("CK-08 three integers", s => [0x30, (byte)(s.Length + 1), .. s[2..], 2, 1, 1]);
        yield return Signature("CK-08 a byte after", s => [.. s, 0]);
        yield return Signature("CK-08 cut off", s => s[..^1]);
        yield return Signature("CK-08 a long length", s => [0x30, 0x81, s[1], .. s[2..]]);
        yield return Signature("CK-08 an indefinite length", s => [0x30, 0x80, .. s[2..], 0, 0]);
        yield return Signature("CK-08 a set", s => [0x31, .. s[1..]]);
        yield return Signature("CK-08 an array in CBOR", s => [0x82, .. s[1..]]);
        yield return Signature("CK-08 of 512 bytes", _ => new byte[512]);
        yield return Signature("CK-08 of 513 bytes", _ => new byte[513], Failure.TooLarge);
        yield return Signature("CK-08 of 200,000 bytes", _ => new byte[200_000], Failure.TooLarge);
        yield return Signature("CK-08 one bit flipped", s => [.. s[..^1], (byte)(s[^1] ^ 1)]);
        yield return new("CK-08 as two numbers (P1363)", a => a.MakeSignature = (data, client) =>
            a.Key.Sign([.. data, .. SHA256.HashData(client)], DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        yield return Response("CK-08 no signature", r => r.Remove("signature"));
        yield return Response("CK-08 signature null", r => r["signature"] = null);
    }

    private static IEnumerable<Bent<SoftwareAssertion>> Signed()
    {
        yield return Over("CK-10 over the authenticator data only", (data, _) => data);
        yield return Over("CK-10 over the hash only", (_, client) => SHA256.HashData(client));
        yield return Over("CK-10 over both in the other order", (data, client) => [.. SHA256.HashData(client), .. data]);
        yield return Over("CK-10 over the client data itself", (data, client) => [.. data, .. client]);
        yield return Over("CK-10 over another hash", (data, client) => [.. data, .. SHA384.HashData(client)]);
        yield return Over("CK-10 over the JSON written anew", (data, client) => [.. data, .. SHA256.HashData(Anew(client))]);
        yield return Over("CK-10 over nothing", (_, _) => []);
        yield return new("CK-10 with another hash", a => a.MakeSignature = (data, client) =>
            a.Key.Sign([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA384));
        yield return Over("CK-10 counter raised afterwards", (data, client) => [.. data[..36], (byte)(data[36] - 1), .. SHA256.HashData(client)], counter: 8);
        yield return Over("CK-10 user verified afterwards", (data, client) => [.. data[..32], 0x01, .. data[33..], .. SHA256.HashData(client)]);
        yield return new("CK-11 signed with another key", a => a.MakeSignature = (data, client) =>
        {
            using var key = new SoftwareKey();
            return key.Sign([.. data, .. SHA256.HashData(client)]);
        });
        yield return new("CK-11 signed with a key of another kind", a => a.MakeSignature = (data, client) =>
        {
            using var key = new SoftwareKey(SoftwareKey.RS256);
            return key.Sign([.. data, .. SHA256.HashData(client)]);
        });
    }

    private static IEnumerable<Bent<SoftwareAssertion>> Records()
    {
        yield return new("CR-04 user handle null", a => a.UserHandle = null);
        yield return Response("CR-04 user handle missing", r => r.Remove("userHandle"));
        yield return Response("CR-04 user handle a number", r => r["userHandle"] = 1);
        yield return new("CR-04 user handle of no bytes", a => a.UserHandle = []);
        yield return new("CR-04 user handle of no account", a => a.UserHandle = RandomNumberGenerator.GetBytes(32));
        yield return new("CR-04 user handle cut off", a => a.UserHandle = a.UserHandle![..^1]);
        yield return new("CR-04 user handle extended", a => a.UserHandle = [.. a.UserHandle!, 0]);
        yield return new("CR-04 user handle in another case", a => a.UserHandle = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(a.UserHandle!).ToUpperInvariant()));
        yield return new("CR-04 user handle not UTF-8", a => a.UserHandle = [0xff, .. a.UserHandle![1..]]);
        yield return new("CR-04 user handle of 65 bytes", a => a.UserHandle = new byte[65], Failure.TooLarge);
        yield return new("CR-05 a credential that no account has", a => a.CredentialId = RandomNumberGenerator.GetBytes(32));
        yield return new("CR-05 a credential with one bit flipped", a => a.CredentialId = [.. a.CredentialId[..^1], (byte)(a.CredentialId[^1] ^ 1)]);
        yield return new("CR-05 a credential cut off", a => a.CredentialId = a.CredentialId[..^1]);
        yield return new("AD-06 backup eligible all at once", a => a.Flags |= AuthenticatorBits.BE);
        yield return new("AD-06 backed up all at once", a => a.Flags |= AuthenticatorBits.BE | AuthenticatorBits.BS);
        yield return new("AD-08 attested data announced and missing", a => a.Flags |= AuthenticatorBits.AT);
        yield return new("AD-08 attested data not announced", a => a.AttestedData = [.. new byte[16], 0, 1, 7, .. a.Key.PublicKey]);
        yield return new("AD-11 attested data again with an id of no bytes", a =>
        {
            a.Flags |= AuthenticatorBits.AT;
            a.AttestedData = [.. new byte[16], 0, 0, .. a.Key.PublicKey];
        });
        yield return new("AD-10 authenticator data of 3,000 bytes", a => a.Trailing = new byte[3_000], Failure.TooLarge);
        yield return new("CR-07 counter as it was", a => a.Counter = 7);
        yield return new("CR-07 counter lower", a => a.Counter = 6);
        yield return new("CR-07 counter back at zero", a => a.Counter = 0);
        yield return Response("JS-22 no authenticator data", r => r.Remove("authenticatorData"));
        yield return Response("JS-23 authenticator data null", r => r["authenticatorData"] = null);
    }

    private static Bent<SoftwareAssertion> Signature(
        string name, Func<byte[], byte[]> bend, Failure failure = Failure.PasskeyRefused) =>
        new(name, a => a.BendSignature = bend, failure);

    private static Bent<SoftwareAssertion> Over(string name, Func<byte[], byte[], byte[]> what, uint? counter = null) => new(name, a =>
    {
        a.Counter = counter ?? a.Counter;
        a.MakeSignature = (data, client) => a.Key.Sign(what(data, client));
    });

    private static Bent<SoftwareAssertion> Response(string name, Action<JsonObject> bend) =>
        new(name, a => a.BendJson = j => bend(j["response"]!.AsObject()));

    private static byte[] R(byte[] signature) => signature[4..(4 + signature[3])];

    private static byte[] S(byte[] signature) => signature[(6 + signature[3])..];

    private static byte[] Der(byte[] r, byte[] s) => [0x30, (byte)(4 + r.Length + s.Length), 2, (byte)r.Length, .. r, 2, (byte)s.Length, .. s];

    private static byte[] Anew(byte[] clientData) =>
        [.. "{ "u8, .. JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(clientData))[1..]];
}
