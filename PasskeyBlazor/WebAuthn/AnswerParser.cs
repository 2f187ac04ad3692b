using System.Buffers.Text;
using System.Formats.Cbor;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fido2NetLib;
using Fido2NetLib.Objects;

namespace PasskeyBlazor.WebAuthn;

/// <summary>Passes an answer to the library's parser.</summary>
internal static class AnswerParser
{
    public static AuthenticatorAttestationResponse Parse(AttestationAnswer answer) =>
        AuthenticatorAttestationResponse.Parse(new AuthenticatorAttestationRawResponse
        {
            Id = Base64Url.EncodeToString(answer.Id),
            RawId = answer.Id,
            Type = PublicKeyCredentialType.PublicKey,
            Response = new()
            {
                AttestationObject = answer.AttestationObject,
                ClientDataJson = WithoutTokenBinding(answer.ClientData),
                Transports = [],
            },
            ClientExtensionResults = new(),
        });

    public static AuthenticatorAssertionResponse Parse(AssertionAnswer answer) =>
        AuthenticatorAssertionResponse.Parse(new AuthenticatorAssertionRawResponse
        {
            Id = Base64Url.EncodeToString(answer.Id),
            RawId = answer.Id,
            Type = PublicKeyCredentialType.PublicKey,
            Response = new()
            {
                AuthenticatorData = answer.AuthenticatorData,
                ClientDataJson = answer.ClientData,
                Signature = answer.Signature,
                UserHandle = answer.UserHandle,
            },
            ClientExtensionResults = new(),
        });

    /// <summary>
    /// The same authenticator data without its attestation statement. The options request none. A statement that comes anyway
    /// proves nothing here, and a good passkey is not refused because of one.
    /// </summary>
    public static AuthenticatorAttestationResponse ParseWithoutStatement(AttestationAnswer answer, byte[] authenticatorData)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString(authenticatorData);
        writer.WriteEndMap();

        return Parse(answer with { AttestationObject = writer.Encode() });
    }

    /// <summary>
    /// Level 3 ignores token binding (§5.8.1), but the library refuses some forms of it. In a registration it may be left out,
    /// because no signature that we evaluate covers the client data; in an assertion the signature covers all of it.
    /// </summary>
    private static byte[] WithoutTokenBinding(byte[] clientData)
    {
        var json = JsonNode.Parse(clientData) as JsonObject;

        return json?.Remove("tokenBinding") == true ? JsonSerializer.SerializeToUtf8Bytes(json) : clientData;
    }
}
