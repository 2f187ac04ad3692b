using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>Changes that apply only to a registration: attested data and attestation object; the public keys are in <see cref="BentPublicKeys"/>.</summary>
public static class BentRegistrations
{
    public static IEnumerable<Bent<SoftwareRegistration>> All =>
    [
        .. BentAnswers.All("webauthn.get").Select(b => new Bent<SoftwareRegistration>(b.Name, b.Bend, b.Failure)),
        .. AttestedData(),
        .. BentPublicKeys.All,
        .. AttestationObjects(),
    ];

    private static IEnumerable<Bent<SoftwareRegistration>> AttestedData()
    {
        yield return new("AD-08 attested data neither announced nor there", r => r.Flags &= ~AuthenticatorBits.AT);
        yield return new("AD-08 attested data not announced", r => r.BendAuthenticatorData = d => [.. d[..32], (byte)(d[32] & ~0x40), .. d[33..]]);
        yield return new("AD-08 attested data announced and missing", r => r.BendAuthenticatorData = d => d[..37]);
        yield return new("AD-11 attested id of no bytes", r => r.AttestedId = []);
        yield return new("AD-11 all ids of no bytes", r => (r.CredentialId, r.AttestedId) = ([], []));
        yield return new("AD-11 attested id shorter than it claims", r => r.AttestedIdLength = 33);
        yield return new("AD-11 attested id longer than it claims", r => r.AttestedIdLength = 31);
        yield return new("AD-11 attested id that claims none", r => r.AttestedIdLength = 0);
        yield return new("AD-11 attested id that claims 1,024 bytes", r => r.AttestedIdLength = 1_024);
        yield return new("AD-11 attested id that claims 65,535 bytes", r => r.AttestedIdLength = ushort.MaxValue);
        yield return new("AD-11 all ids of 1,024 bytes", r => r.CredentialId = new byte[1_024], Failure.TooLarge);
        yield return new("AD-11 attested id of 1,024 bytes", r => r.AttestedId = new byte[1_024]);
        yield return new("AD-11 attested id of 10,000 bytes", r => r.AttestedId = new byte[10_000]);
        yield return new("AD-12 attested id of another", r => r.AttestedId = RandomNumberGenerator.GetBytes(32));
        yield return new("AD-12 attested id with one bit flipped", r => r.AttestedId = [.. r.CredentialId[..^1], (byte)(r.CredentialId[^1] ^ 1)]);
        yield return new("AD-14 AAGUID cut off", r => r.BendAuthenticatorData = d => [.. d[..39], .. d[53..]]);
        yield return new("AD-14 nothing after the AAGUID", r => r.BendAuthenticatorData = d => d[..53]);
        yield return new("AD-14 nothing after the id", r => r.PublicKey = []);
    }

    private static IEnumerable<Bent<SoftwareRegistration>> AttestationObjects()
    {
        yield return Object("AT-01 format missing", (d, s) => Cbor.Map(("attStmt", s), ("authData", d)));
        yield return new("AT-01 format a number", r => r.Format = 0);
        yield return new("AT-01 format null", r => r.Format = null);
        yield return new("AT-01 format unknown", r => r.Format = "homemade");
        yield return new("AT-01 format empty", r => r.Format = "");
        yield return new("AT-01 format in upper case", r => r.Format = "None");
        yield return new("AT-01 format with a space", r => r.Format = "none ");
        yield return new("AT-01 format as bytes", r => r.Format = "none"u8.ToArray());
        yield return new("AT-02 none with a statement", r => r.Statement = Cbor.Map(("sig", new byte[8])));
        yield return new("AT-02 statement an array", r => r.Statement = [0x80]);
        yield return new("AT-02 statement null", r => r.Statement = [0xf6]);
        yield return new("AT-02 statement a tagged map", r => r.Statement = [0xc1, 0xa0]);
        yield return new("AT-02 statement an array, packed", r => (r.Format, r.Statement) = ("packed", [0x80]));
        yield return Object("AT-02 statement missing", (d, _) => Cbor.Map(("fmt", "none"), ("authData", d)));
        yield return Object("AT-02 authenticator data missing", (_, s) => Cbor.Map(("fmt", "none"), ("attStmt", s)));
        yield return new("AT-05 a byte after", r => r.BendAttestationObject = o => [.. o, 0]);
        yield return new("AT-05 two objects", r => r.BendAttestationObject = o => [.. o, .. o]);
        yield return Object("AT-06 format twice", (d, s) => Cbor.Map(("fmt", "none"), ("fmt", "none"), ("attStmt", s), ("authData", d)));
        yield return Object("AT-06 format twice, differing", (d, s) => Cbor.Map(("fmt", "packed"), ("fmt", "none"), ("attStmt", s), ("authData", d)));
        yield return Object("AT-06 authenticator data twice", (d, s) => Cbor.Map(("fmt", "none"), ("authData", d), ("attStmt", s), ("authData", d)));
        yield return Object("AT-06 statement twice", (d, s) => Cbor.Map(("fmt", "none"), ("attStmt", s), ("attStmt", s), ("authData", d)));
        yield return Object("AT-07 a fourth member", (d, s) => Cbor.Map(("fmt", "none"), ("attStmt", s), ("authData", d), ("more", 1)));
        yield return Object("AT-07 members by number", (d, s) => Cbor.Map((1, "none"), (2, d), (3, s)));
        yield return Statement("AT-08 statement nested 17 deep", BentAnswers.NestedArrays(17));
        yield return Statement("AT-08 statement nested 10,000 deep", BentAnswers.NestedArrays(10_000));
        yield return Statement("AT-08 statement of 3,000 maps", [.. Enumerable.Repeat<byte[]>([0xa1, 0x00], 3_000).SelectMany(b => b), 0x00]);
        yield return Statement("AT-08 statement of indefinite arrays", [.. Enumerable.Repeat((byte)0x9f, 5_000), .. Enumerable.Repeat((byte)0xff, 5_000)]);
        yield return Statement("AT-09 bytes that claim 4 GiB", [0x5a, 0xff, 0xff, 0xff, 0xff]);
        yield return Statement("AT-09 bytes that claim 2^63", [0x5b, 0x80, 0, 0, 0, 0, 0, 0, 0]);
        yield return Statement("AT-09 text that claims 2^64", [0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        yield return Statement("AT-09 a map that claims 2^32 pairs", [0xba, 0xff, 0xff, 0xff, 0xff]);
        yield return Statement("AT-09 an array that claims 2^62 items", [0x9b, 0x40, 0, 0, 0, 0, 0, 0, 0]);
        yield return Statement("AT-09 reserved additional information", [0x1c]);
        yield return Statement("AT-09 a lone break", [0xff]);
        yield return Statement("AT-09 text that is not UTF-8", [0x62, 0xc0, 0x80]);
        yield return new("AT-09 object that claims 2^32 pairs", r => r.BendAttestationObject = o => [0xba, 0xff, 0xff, 0xff, 0xff, .. o[1..]]);
        yield return new("AT-09 object cut off", r => r.BendAttestationObject = o => o[..^1]);
        yield return new("AT-09 object of no bytes", r => r.BendAttestationObject = _ => []);
        yield return new("AT-09 object of one byte", r => r.BendAttestationObject = o => o[..1]);
        yield return new("AT-09 object an array", r => r.BendAttestationObject = o => [0x83, .. o[1..]]);
        yield return new("AT-09 object in bytes", r => r.BendAttestationObject = Cbor.Value);
        yield return new("AT-09 object tagged", r => r.BendAttestationObject = o => [0xd9, 0xd9, 0xf7, .. o]);
        yield return new("AT-10 object of 20,000 bytes", r => r.BendAttestationObject = o => [.. o, .. new byte[20_000]], Failure.TooLarge);
        yield return new("AT-10 object of 300,000 bytes", r => r.BendAttestationObject = o => [.. o, .. new byte[300_000]], Failure.TooLarge);
        yield return Object("AT-11 authenticator data as text", (d, s) => Cbor.Map(("fmt", "none"), ("attStmt", s), ("authData", Convert.ToBase64String(d))));
        yield return Object("AT-11 authenticator data in chunks", (d, s) => Cbor.Map(("fmt", "none"), ("attStmt", s), ("authData", Chunks(d))));
        yield return Object("AT-11 authenticator data an array", (_, s) => Cbor.Map(("fmt", "none"), ("attStmt", s), ("authData", new Cbor.Raw([0x80]))));
        yield return Response("AT-11 no object", r => r.Remove("attestationObject"));
        yield return Response("AT-11 object null", r => r["attestationObject"] = null);
    }

    private static Bent<SoftwareRegistration> Object(string name, Func<byte[], Cbor.Raw, byte[]> make) =>
        new(name, r => r.MakeAttestationObject = data => make(data, new Cbor.Raw([0xa0])));

    private static Bent<SoftwareRegistration> Statement(string name, byte[] value) => new(name, r =>
    {
        // Written by hand, because the writer refuses malformed data.
        r.Format = "packed";
        r.MakeAttestationObject = data =>
        [
            0xa3, .. Cbor.Value("fmt"), .. Cbor.Value("packed"), .. Cbor.Value("authData"), .. Cbor.Value(data),
            .. Cbor.Value("attStmt"), 0xa1, .. Cbor.Value("x"), .. value,
        ];
    });

    private static Bent<SoftwareRegistration> Response(string name, Action<JsonObject> bend) =>
        new(name, r => r.BendJson = j => bend(j["response"]!.AsObject()));

    private static Cbor.Raw Chunks(byte[] data)
    {
        var writer = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: false);
        writer.WriteStartIndefiniteLengthByteString();
        writer.WriteByteString(data.AsSpan(0, 37));
        writer.WriteByteString(data.AsSpan(37));
        writer.WriteEndIndefiniteLengthByteString();

        return new Cbor.Raw(writer.Encode());
    }
}
