using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PasskeyBlazor.Passkeys;

/// <summary>An answer written anew for the verifying library, from what the guard has read: the two cannot read it differently.</summary>
internal static class EngineJson
{
    public static string Of(AttestationAnswer answer) => Credential(answer.Id, new JsonObject
    {
        ["clientDataJSON"] = Base64Url.EncodeToString(WithoutTokenBinding(answer.ClientData)),
        ["attestationObject"] = Base64Url.EncodeToString(answer.AttestationObject),
        ["transports"] = new JsonArray([.. answer.Transports.Select(t => JsonValue.Create(t))]),
    });

    public static string Of(AssertionAnswer answer) => Credential(answer.Id, new JsonObject
    {
        ["clientDataJSON"] = Base64Url.EncodeToString(answer.ClientData),
        ["authenticatorData"] = Base64Url.EncodeToString(answer.AuthenticatorData),
        ["signature"] = Base64Url.EncodeToString(answer.Signature),
        ["userHandle"] = Base64Url.EncodeToString(answer.UserHandle),
    });

    private static string Credential(byte[] id, JsonObject response) => new JsonObject
    {
        ["id"] = Base64Url.EncodeToString(id),
        ["rawId"] = Base64Url.EncodeToString(id),
        ["type"] = "public-key",
        ["response"] = response,
        ["clientExtensionResults"] = new JsonObject(),
    }.ToJsonString();

    /// <summary>
    /// Token binding is to be ignored (§5.8.1), but the library refuses some forms of it. In a registration it may be left
    /// out, because nothing is signed over the client data there that we evaluate; in a sign-in everything is.
    /// </summary>
    private static byte[] WithoutTokenBinding(byte[] clientData)
    {
        var json = JsonNode.Parse(clientData)!.AsObject();

        return json.Remove("tokenBinding") ? JsonSerializer.SerializeToUtf8Bytes(json) : clientData;
    }
}
