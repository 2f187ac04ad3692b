using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>Answers that look strange but are right: a refusal would lock out real people.</summary>
public static class OddAnswers
{
    /// <summary>A normal ceremony.</summary>
    public const string Plain = "nothing bent";

    public static Dictionary<string, Action<SoftwareRegistration>> Registrations => new(Both.Select(o => KeyValuePair.Create(o.Key, (Action<SoftwareRegistration>)o.Value)))
    {
        [Plain] = _ => { },
        ["WA-09 token binding of an unknown kind"] = r => r.ClientData["tokenBinding"] = "unused",
        ["WA-09 token binding present"] = r => r.ClientData["tokenBinding"] = new JsonObject { ["status"] = "present", ["id"] = "AAAA" },
        ["WA-09 token binding with an unknown status"] = r => r.ClientData["tokenBinding"] = new JsonObject { ["status"] = "maybe" },
        ["WA-09 token binding null"] = r => r.ClientData["tokenBinding"] = null,
        ["AD-11 an id of one byte"] = r => r.CredentialId = [7],
        ["AD-11 an id of 1,023 bytes"] = r => r.CredentialId = RandomNumberGenerator.GetBytes(1_023),
        ["AT-03 packed with a statement that proves nothing"] = r =>
            (r.Format, r.Statement) = ("packed", Cbor.Map(("alg", -7), ("sig", new byte[8]))),
        ["AT-07 object unsorted"] = r => r.MakeAttestationObject = d => Cbor.Map(("authData", d), ("fmt", "none"), ("attStmt", new Cbor.Raw([0xa0]))),
        ["AT-07 object of indefinite length"] = r => r.BendAttestationObject = o => [0xbf, .. o[1..], 0xff],
        ["AT-07 statement of indefinite length"] = r => r.Statement = [0xbf, 0xff],
        ["AT-08 statement nested 14 deep"] = r =>
            (r.Format, r.Statement) = ("packed", Cbor.Map(("x", new Cbor.Raw(BentAnswers.NestedArrays(14))))),
        ["CK-06 RSA with a sign byte before its modulus"] = r => r.PublicKey = Rsa([0, .. Odd(256)], 1, 0, 1),
        ["CK-06 RSA with the least modulus of 2048 bits"] = r => r.PublicKey = Rsa([0x80, .. Odd(255)], 1, 0, 1),
        ["CK-06 RSA of 4096 bits"] = r => r.PublicKey = Rsa(Odd(512), 1, 0, 1),
        ["CK-06 RSA with an exponent of four bytes"] = r => r.PublicKey = Rsa(Odd(256), 0x80, 0, 0, 1),
        ["JS no transports"] = r => r.BendJson = j => j["response"]!.AsObject().Remove("transports"),
        ["JS transports null"] = r => r.BendJson = j => j["response"]!["transports"] = null,
        ["JS-20 transports as text"] = r => r.BendJson = j => j["response"]!["transports"] = "internal",
        ["JS-21 transports a number"] = r => r.BendJson = j => j["response"]!["transports"] = 1,
        ["JS no discoverability"] = r => r.IsDiscoverable = null,
    };

    /// <summary>The same for a sign-in with a passkey whose counter is 7.</summary>
    public static Dictionary<string, Action<SoftwareAssertion>> Assertions => new(Both.Select(o => KeyValuePair.Create(o.Key, (Action<SoftwareAssertion>)o.Value)))
    {
        [Plain] = _ => { },
        ["AD-08 attested data again"] = a =>
        {
            a.Flags |= AuthenticatorBits.AT;
            a.AttestedData = [.. new byte[16], 0, 1, 7, .. a.Key.PublicKey];
        },
        ["CK-09 high s"] = a => a.BendSignature = s => WithOtherS(s, high: true),
        ["CK-09 low s"] = a => a.BendSignature = s => WithOtherS(s, high: false),
        ["CR-07 counter far ahead"] = a => a.Counter = uint.MaxValue,
    };

    private static Dictionary<string, Action<SoftwareAnswer>> Both => new()
    {
        ["WA-09 unknown members"] = a => a.ClientData["extra"] = new JsonObject { ["deep"] = new JsonArray(1, 2, "három") },
        ["WA-09 no cross origin"] = a => a.ClientData.Remove("crossOrigin"),
        ["WA-09 token binding not supported"] = a => a.ClientData["tokenBinding"] = new JsonObject { ["status"] = "not-supported" },
        ["WA-09 white space and another order"] = a => a.BendClientData = b => Encoding.UTF8.GetBytes(
            $"\n {{ \"origin\" : \"https://example.org\", {Encoding.UTF8.GetString(b).Replace(",\"origin\":\"https://example.org\"", "", StringComparison.Ordinal)[1..]} "),
        ["AD-09 no extensions in a map"] = a => (a.Flags, a.Extensions) = (a.Flags | AuthenticatorBits.ED, [0xa0]),
        ["AD-13 an unknown extension"] = a => (a.Flags, a.Extensions) = (a.Flags | AuthenticatorBits.ED, Cbor.Map(("new", true))),
        ["AD-13 reserved flags"] = a => a.Flags |= (AuthenticatorBits)0x22,
        ["AD-12 raw id missing"] = a => a.BendJson = j => j.Remove("rawId"),
        ["AD-12 raw id null"] = a => a.BendJson = j => j["rawId"] = null,
        ["AD-12 both ids padded"] = a => a.BendJson = j => j["id"] = (string)(j["rawId"] = (string)j["id"]! + "=")!,
        ["AD-12 one id padded"] = a => a.BendJson = j => j["rawId"] = (string)j["id"]! + "=",
        ["JS-05 no extension results"] = a => a.BendJson = j => j.Remove("clientExtensionResults"),
        ["JS-05 extension results null"] = a => a.BendJson = j => j["clientExtensionResults"] = null,
        ["JS-07 client data in base64"] = a => a.BendJson = j => j["response"]!["clientDataJSON"] = (string)j["response"]!["clientDataJSON"]! + "==",
        ["JS no attachment"] = a => a.BendJson = j => j.Remove("authenticatorAttachment"),
        ["JS copies that say something else"] = a => a.BendJson = j => j["response"]!["publicKey"] = "AAAA",
        ["JS an unknown member"] = a => a.BendJson = j => j["later"] = new JsonObject(),
    };

    /// <summary>A registration reads the form of a key and asks for no signature, so this key never signs in.</summary>
    private static byte[] Rsa(byte[] modulus, params byte[] exponent) => Cbor.Map((1, 3), (3, -257), (-1, modulus), (-2, exponent));

    private static byte[] Odd(int length) => [.. Enumerable.Repeat((byte)0xff, length)];

    /// <summary>The signature with the other s is also valid (a low s is not required), so a signature must not be a key.</summary>
    private static byte[] WithOtherS(byte[] signature, bool high)
    {
        var order = BigInteger.Parse("115792089210356248762697446949407573529996955224135760342422259061068512044369", provider: null);
        var rEnd = 4 + signature[3];
        var s = new BigInteger(signature.AsSpan(rEnd + 2), isBigEndian: true);
        var other = (s > order / 2) == high ? s : order - s;
        var bytes = other.ToByteArray(isBigEndian: true);

        return [0x30, (byte)(rEnd + bytes.Length), .. signature[2..rEnd], 2, (byte)bytes.Length, .. bytes];
    }
}
