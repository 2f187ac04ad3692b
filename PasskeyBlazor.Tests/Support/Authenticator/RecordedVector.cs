using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>One recorded ceremony, and the conditions under which it is valid.</summary>
public sealed class RecordedVector(JsonNode json)
{
    public string Id => (string)json["id"]!;

    public bool IsValid => (string?)json["expected"] == "valid";

    /// <summary>A registration that is offered as a sign-in counts as one.</summary>
    public bool IsAssertion => (string?)json["kind"] == "authentication" || (string?)Policy("expectedType") == "webauthn.get";

    public IReadOnlyList<string> Origins => json["origin"] is JsonArray several ? [.. several.Select(o => (string)o!)] : [(string)json["origin"]!];

    public string RpId => (string?)json["rpId"] ?? "example.org";

    public byte[] Challenge => Bytes("challenge")!;

    public byte[] CredentialId => Bytes("credentialId")!;

    public byte[] PublicKey => Bytes("publicKey") ?? [];

    public bool IsBackupEligible => (bool?)json["flags"]?["BE"] ?? false;

    public uint StoredSignCount => (uint?)Policy("storedSignCount") ?? 0;

    public IReadOnlyList<int>? AllowedAlgorithms => (Policy("allowedAlgs") as JsonArray)?.Select(a => (int)a!).ToList();

    public bool? PolicyRequiresUserVerification => (bool?)Policy("requireUV");

    public IReadOnlyList<string> Requires => [.. json["requires"]!.AsArray().Select(r => (string)r!)];

    /// <summary>The handle as text, if the source has a text handle. It is not signed.</summary>
    public string? UserHandle => Bytes("userHandle") is { } bytes && Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)).SequenceEqual(bytes)
        ? Encoding.UTF8.GetString(bytes)
        : null;

    /// <summary>The answer as the browser would have given it.</summary>
    public string CredentialJson(string userHandle)
    {
        var id = (string)json["credentialId"]!;
        var response = new JsonObject { ["clientDataJSON"] = (string)json["clientDataJSON"]! };
        if (IsAssertion)
        {
            response["authenticatorData"] = (string?)json["authenticatorData"] ?? (string)json["attestationObject"]!;
            response["signature"] = (string?)json["signature"] ?? "MAYCAQECAQE";
            response["userHandle"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(userHandle));
        }
        else
        {
            response["attestationObject"] = (string)json["attestationObject"]!;
        }

        return new JsonObject
        {
            ["id"] = id,
            ["rawId"] = id,
            ["type"] = "public-key",
            ["response"] = response,
            ["clientExtensionResults"] = new JsonObject(),
        }.ToJsonString();
    }

    private JsonNode? Policy(string name) => json["policy"]?[name];

    private byte[]? Bytes(string name) => (string?)json[name] is { } text ? Base64Url.DecodeFromChars(text) : null;
}
