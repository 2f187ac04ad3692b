using System.Text;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>Changes for both a registration and a sign-in: the surrounding JSON, the client data, the authenticator data.</summary>
public static class BentAnswers
{
    public static IEnumerable<Bent<SoftwareAnswer>> All(string otherType) =>
        [.. Types(otherType), .. Challenges(), .. Origins(), .. Embedding(), .. ClientData(), .. AuthenticatorData(), .. Json()];

    private static IEnumerable<Bent<SoftwareAnswer>> Types(string otherType)
    {
        yield return Member("WA-01 type of the other ceremony", "type", otherType);
        yield return Member("WA-01 type null", "type", null);
        yield return Member("WA-01 type a number", "type", 1);
        yield return Member("WA-01 type an array", "type", new JsonArray(otherType));
        yield return Member("WA-01 type empty", "type", "");
        yield return Member("WA-01 type of a payment", "type", "payment.get");
        yield return Member("WA-01 type of U2F", "type", "navigator.id.getAssertion");
        yield return new("WA-01 type missing", a => a.ClientData.Remove("type"));
        yield return new("WA-01 type in upper case", a => a.ClientData["type"] = Text(a, "type").ToUpperInvariant());
        yield return new("WA-01 type with a space after", a => a.ClientData["type"] = Text(a, "type") + " ");
        yield return new("WA-01 type under a name in upper case", a => Rename(a.ClientData, "type", "Type"));
        yield return Replaced("WA-02 type twice, the last right", "{", $$"""{"type":"{{otherType}}",""");
        yield return Replaced("WA-02 type twice, the first right", "}", $$""","type":"{{otherType}}"}""");
        yield return Replaced("WA-02 type twice, once in escapes", "}", $$""","\u0074ype":"{{otherType}}"}""");
        yield return Replaced("WA-02 origin twice, the last right", "{", """{"origin":"https://evil.example",""");
        yield return Replaced("WA-02 origin twice, the first right", "}", ""","origin":"https://evil.example"}""");
        yield return Replaced("WA-02 challenge twice, the last right", "{", """{"challenge":"AAAA",""");
        yield return Replaced("WA-02 challenge twice, the first right", "}", ""","challenge":"AAAA"}""");
    }

    private static IEnumerable<Bent<SoftwareAnswer>> Challenges()
    {
        yield return Member("WA-03 challenge of another ceremony", "challenge", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI");
        yield return Member("WA-03 challenge empty", "challenge", "");
        yield return Member("WA-03 challenge null", "challenge", null);
        yield return Member("WA-03 challenge a number", "challenge", 0);
        yield return Member("WA-03 challenge an object", "challenge", new JsonObject());
        yield return new("WA-03 challenge missing", a => a.ClientData.Remove("challenge"));
        yield return Changed("WA-03 challenge truncated", "challenge", c => c[..^4]);
        yield return Changed("WA-03 challenge extended", "challenge", c => c + "AAAA");
        yield return Changed("WA-03 challenge with its case flipped", "challenge", FlipCase);
        yield return Changed("WA-03 challenge padded", "challenge", c => c + "=");
        yield return Changed("WA-03 challenge with white space", "challenge", c => c + "\n");
        yield return Changed("WA-03 challenge in hex", "challenge", c => Convert.ToHexString(Encoding.UTF8.GetBytes(c)));
        yield return Changed("WA-03 challenge encoded twice", "challenge", c => Convert.ToBase64String(Encoding.UTF8.GetBytes(c)).TrimEnd('='));
        yield return Changed("WA-03 challenge beside a NUL", "challenge", c => c + "\0");
    }

    private static IEnumerable<Bent<SoftwareAnswer>> Origins()
    {
        string[] origins =
        [
            "http://example.org", "https://example.org:443", "https://example.org:8443", "https://www.example.org", "https://example.org.evil",
            "https://evil-example.org", "https://example.or", "https://example.orgs", "https://evil@example.org", "https://example.org@evil.test",
            "https://example.org/", "https://example.org/sign-in", "https://example.org.", "https://example.org?", "https://example.org#",
            "https://example.org\0", "https:\\\\example.org", "https://еxample.org", "https://xn--xample-2of.org", "null", "",
            "android:apk-key-hash:gx7sq_pxhxhrIQdLyfG0pxKwiJ7hOk2DJQ4xvKd438Q", "chrome-extension://abcdefghijklmnop", "https://127.0.0.1",
            "https://[::1]", "HTTPS://example.org", "https://EXAMPLE.org", " https://example.org", "https://example.org ", "example.org", "file://",
            "https://evil.test https://example.org", "https://%65xample.org",
        ];
        foreach (var origin in origins)
        {
            yield return Member($"WA-04 origin \"{origin.Replace("\0", "NUL", StringComparison.Ordinal)}\"", "origin", origin);
        }

        yield return Member("WA-04 origin null", "origin", null);
        yield return Member("WA-04 origin a number", "origin", 443);
        yield return Member("WA-04 origin an array", "origin", new JsonArray("https://example.org"));
        yield return new("WA-04 origin missing", a => a.ClientData.Remove("origin"));
        yield return Replaced("WA-04 origin with half a surrogate pair", "https://example.org", "https://example.org\\ud800");
    }

    private static IEnumerable<Bent<SoftwareAnswer>> Embedding()
    {
        yield return Member("WA-06 cross origin", "crossOrigin", true);
        yield return Member("WA-06 cross origin as text", "crossOrigin", "true");
        yield return Member("WA-06 cross origin as a number", "crossOrigin", 1);
        yield return Member("WA-06 cross origin null", "crossOrigin", null);
        yield return Member("WA-06 top origin without cross origin", "topOrigin", "https://evil.example");
        yield return Member("WA-06 our own top origin", "topOrigin", "https://example.org");
        yield return Member("WA-06 top origin null", "topOrigin", null);
        yield return new("WA-06 cross origin with a top origin", a =>
        {
            a.ClientData["crossOrigin"] = true;
            a.ClientData["topOrigin"] = "https://evil.example";
        });
    }

    private static IEnumerable<Bent<SoftwareAnswer>> ClientData()
    {
        yield return Bytes("WA-07 client data of no bytes", _ => []);
        yield return Bytes("WA-07 client data of a zero byte", _ => [0]);
        yield return Bytes("WA-07 client data not JSON", _ => "no JSON"u8.ToArray());
        yield return Bytes("WA-07 client data null", _ => "null"u8.ToArray());
        yield return Bytes("WA-07 client data a number", _ => "1"u8.ToArray());
        yield return Bytes("WA-07 client data cut off", b => b[..^1]);
        yield return Bytes("WA-07 client data in UTF-16", b => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(b)));
        yield return Bytes("WA-07 client data in UTF-16 with its mark", b => [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(b))]);
        yield return Bytes("WA-07 client data not UTF-8", b => [.. b[..^1], .. ",\"a\":\""u8, 0xc0, 0x80, .. "\"}"u8]);
        yield return Bytes("WA-07 client data in an array", b => [(byte)'[', .. b, (byte)']']);
        yield return Bytes("WA-07 client data in a string", b => JsonString(Encoding.UTF8.GetString(b)));
        yield return Bytes("WA-07 client data and more", b => [.. b, .. "{}"u8]);
        yield return Bytes("WA-07 client data and a zero byte", b => [.. b, 0]);
        yield return Bytes("WA-07 client data with a comment", b => [.. b, .. "//"u8]);
        yield return Bytes("WA-07 client data with a comma at its end", b => [.. b[..^1], .. ",}"u8]);
        yield return Bytes("WA-08 client data nested 1,000 deep", b => [.. b[..^1], .. Nested(1_000)]);
        yield return Bytes("WA-08 client data nested 20,000 deep", b => [.. b[..^1], .. Nested(20_000)], Failure.TooLarge);
        yield return Bytes("WA-08 client data of 5,000 bytes", b => [.. b, .. Spaces(5_000)], Failure.TooLarge);
        yield return Bytes("WA-08 client data of 300,000 bytes", b => [.. b, .. Spaces(300_000)], Failure.TooLarge);
        yield return Bytes("WA-11 client data behind a byte order mark", b => [0xef, 0xbb, 0xbf, .. b]);
    }

    private static IEnumerable<Bent<SoftwareAnswer>> AuthenticatorData()
    {
        yield return Data("AD-01 authenticator data of no bytes", _ => []);
        yield return Data("AD-01 authenticator data of one byte", d => d[..1]);
        yield return Data("AD-01 authenticator data of 36 bytes", d => d[..36]);
        yield return new("AD-02 RP ID of another", a => a.RpId = "evil.example");
        yield return new("AD-02 RP ID an origin", a => a.RpId = "https://example.org");
        yield return new("AD-02 RP ID in upper case", a => a.RpId = "EXAMPLE.ORG");
        yield return new("AD-02 RP ID below ours", a => a.RpId = "www.example.org");
        yield return new("AD-02 RP ID above ours", a => a.RpId = "org");
        yield return new("AD-02 RP ID an AppID", a => a.RpId = "https://example.org/appid.json");
        yield return new("AD-02 RP ID of nothing", a => a.RpId = "");
        yield return Data("AD-02 RP ID hash of zeros", d => [.. new byte[32], .. d[32..]]);
        yield return new("AD-03 user not present", a => a.Flags &= ~AuthenticatorBits.UP);
        yield return new("AD-04 user not verified", a => a.Flags &= ~AuthenticatorBits.UV, Failure.UserVerificationNeeded);
        yield return new("AD-05 backed up but not eligible", a => a.Flags |= AuthenticatorBits.BS);
        yield return new("AD-09 extensions announced and missing", a => a.Flags |= AuthenticatorBits.ED);
        yield return new("AD-09 extensions not announced", a => a.Extensions = Cbor.Map(("a", 1)));
        yield return Extensions("AD-09 extensions an array", [0x80]);
        yield return Extensions("AD-09 extensions a text", Cbor.Value("credProtect"));
        yield return Extensions("AD-09 extensions null", [0xf6]);
        yield return Extensions("AD-09 extensions a tagged map", [0xc1, 0xa0]);
        yield return Extensions("AD-09 extensions cut off", [0xa1, 0x61]);
        yield return Extensions("AD-09 extensions that claim 4 GiB", [0x5a, 0xff, 0xff, 0xff, 0xff]);
        yield return Extensions("AD-09 extensions with a key twice", Cbor.Map(("a", 1), ("a", 2)));
        yield return Extensions("AD-09 extensions and bytes after", [0xa0, 0x00]);
        yield return Extensions("AD-09 extensions nested 100 deep", Cbor.Map(("a", new Cbor.Raw(NestedArrays(100)))));
        yield return new("AD-10 one byte after", a => a.Trailing = [0]);
        yield return new("AD-10 64 bytes after", a => a.Trailing = new byte[64]);
        yield return new("AD-10 a second map after", a => a.Trailing = [0xa0]);
    }

    private static IEnumerable<Bent<SoftwareAnswer>> Json()
    {
        yield return new("AD-12 raw id of another", a => a.BendJson = j => j["rawId"] = "AAAA");
        yield return new("AD-12 id of another", a => a.BendJson = j => j["id"] = "AAAA");
        yield return new("AD-12 id missing", a => a.BendJson = j => j.Remove("id"));
        yield return new("AD-12 neither id", a => a.BendJson = j => (_, _) = (j.Remove("id"), j.Remove("rawId")));
        yield return new("AD-12 both ids empty", a => a.BendJson = j => j["id"] = (string)(j["rawId"] = "")!);
        yield return new("AD-12 both ids of another", a => a.BendJson = j => j["id"] = (string)(j["rawId"] = "AAAA")!);
        yield return new("AD-12 both ids padded thrice", a => a.BendJson = j => j["id"] = (string)(j["rawId"] = Text(j, "id") + "===")!);
        yield return new("AD-12 both ids padded inside", a => a.BendJson = j => j["id"] = (string)(j["rawId"] = Text(j, "id")[..4] + "==" + Text(j, "id")[4..])!);
        yield return new("AD-12 raw id a number", a => a.BendJson = j => j["rawId"] = 7);
        yield return new("AD-12 both ids with a space", a => a.BendJson = j => j["id"] = (string)(j["rawId"] = Text(j, "id") + " ")!);
        yield return new(
            "AD-11 both ids of 1,024 bytes",
            a => a.BendJson = j => j["id"] = (string)(j["rawId"] = new string('A', 1_366))!,
            Failure.TooLarge);
        yield return new("JS-01 another type of credential", a => a.BendJson = j => j["type"] = "password");
        yield return new("JS-02 no type of credential", a => a.BendJson = j => j.Remove("type"));
        yield return new("JS-03 no response", a => a.BendJson = j => j.Remove("response"));
        yield return new("JS-04 a response that is text", a => a.BendJson = j => j["response"] = "{}");
        yield return new("JS-05 extension results an array", a => a.BendJson = j => j["clientExtensionResults"] = new JsonArray());
        yield return new("JS-06 no client data", a => a.BendJson = j => j["response"]!.AsObject().Remove("clientDataJSON"));
        yield return new("JS-08 client data a number", a => a.BendJson = j => j["response"]!["clientDataJSON"] = 1);
        yield return new("JS-09 empty text", a => a.BendText = _ => "");
        yield return new("JS-10 not JSON", a => a.BendText = _ => "<xml/>");
        yield return new("JS-11 null", a => a.BendText = _ => "null");
        yield return new("JS-12 in an array", a => a.BendText = t => $"[{t}]");
        yield return new("JS-13 and more", a => a.BendText = t => t + "{}");
        yield return new("JS-14 a member twice", a => a.BendText = t => t[..^1] + ""","type":"public-key"}""");
        yield return new("JS-15 half a surrogate pair", a => a.BendText = t => t.Replace("public-key", "public-key\ud800", StringComparison.Ordinal));
        yield return new("JS-16 half a surrogate pair, escaped", a => a.BendText = t => t.Replace("public-key", "\\udc00", StringComparison.Ordinal));
        yield return new("JS-17 nested 100 deep", a => a.BendText = t => t[..^1] + Encoding.UTF8.GetString(Nested(100)));
        yield return new("JS-18 nested 10,000 deep", a => a.BendText = t => t[..^1] + Encoding.UTF8.GetString(Nested(10_000)));
        yield return new("JS-19 of 70,000 characters", a => a.BendText = t => t + new string(' ', 70_000), Failure.TooLarge);
    }

    public static byte[] NestedArrays(int depth) => [.. Enumerable.Repeat((byte)0x81, depth), 0x00];

    private static Bent<SoftwareAnswer> Member(string name, string member, JsonNode? value) =>
        new(name, a => a.ClientData[member] = value?.DeepClone());

    private static Bent<SoftwareAnswer> Changed(string name, string member, Func<string, string> change) =>
        new(name, a => a.ClientData[member] = change(Text(a, member)));

    private static Bent<SoftwareAnswer> Bytes(string name, Func<byte[], byte[]> bend, Failure failure = Failure.PasskeyRefused) =>
        new(name, a => a.BendClientData = bend, failure);

    private static Bent<SoftwareAnswer> Replaced(string name, string old, string with) =>
        Bytes(name, b => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(b).Replace(old, with, StringComparison.Ordinal)));

    private static Bent<SoftwareAnswer> Data(string name, Func<byte[], byte[]> bend) => new(name, a => a.BendAuthenticatorData = bend);

    private static Bent<SoftwareAnswer> Extensions(string name, byte[] extensions) => new(name, a =>
    {
        a.Flags |= AuthenticatorBits.ED;
        a.Extensions = extensions;
    });

    private static string Text(SoftwareAnswer answer, string member) => Text(answer.ClientData, member);

    private static string Text(JsonObject json, string member) => (string)json[member]!;

    private static void Rename(JsonObject json, string from, string to)
    {
        var value = json[from]!.DeepClone();
        json.Remove(from);
        json[to] = value;
    }

    private static string FlipCase(string text) =>
        string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    private static byte[] JsonString(string text) => Encoding.UTF8.GetBytes(JsonValue.Create(text).ToJsonString());

    private static byte[] Nested(int depth) =>
        Encoding.UTF8.GetBytes($$""","deep":{{new string('[', depth)}}{{new string(']', depth)}}}""");

    private static byte[] Spaces(int count) => [.. Enumerable.Repeat((byte)' ', count)];
}
