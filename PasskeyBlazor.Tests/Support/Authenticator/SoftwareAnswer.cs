using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>
/// An answer under construction. A test changes one part of it; everything that depends on that part follows, also the signature. The
/// functions at the end change the finished parts, so that nothing else follows.
/// </summary>
public abstract class SoftwareAnswer
{
    public required JsonObject ClientData { get; set; }

    public required string RpId { get; set; }

    public required AuthenticatorBits Flags { get; set; }

    public required uint Counter { get; set; }

    public required byte[] CredentialId { get; set; }

    /// <summary>Encoded CBOR. The ED flag is not set automatically.</summary>
    public byte[] Extensions { get; set; } = [];

    /// <summary>Bytes after the authenticator data.</summary>
    public byte[] Trailing { get; set; } = [];

    public Func<byte[], byte[]> BendClientData { get; set; } = bytes => bytes;

    public Func<byte[], byte[]> BendAuthenticatorData { get; set; } = bytes => bytes;

    /// <summary>The answer as <c>toJSON()</c> gives it.</summary>
    public Action<JsonObject> BendJson { get; set; } = _ => { };

    public Func<string, string> BendText { get; set; } = text => text;

    public string ToJson()
    {
        var clientData = BendClientData(Encoding.UTF8.GetBytes(ClientData.ToJsonString()));
        var authenticatorData = BendAuthenticatorData(AuthenticatorData());

        var response = Response(clientData, authenticatorData);
        response["clientDataJSON"] = Base64Url.EncodeToString(clientData);
        response["authenticatorData"] = Base64Url.EncodeToString(authenticatorData);
        var json = new JsonObject
        {
            ["id"] = Base64Url.EncodeToString(CredentialId),
            ["rawId"] = Base64Url.EncodeToString(CredentialId),
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["response"] = response,
            ["clientExtensionResults"] = ExtensionResults(),
        };
        BendJson(json);

        return BendText(json.ToJsonString());
    }

    protected abstract JsonObject Response(byte[] clientData, byte[] authenticatorData);

    protected abstract JsonObject ExtensionResults();

    /// <summary>The bytes between the counter and the extensions.</summary>
    protected abstract byte[] Attested();

    private byte[] AuthenticatorData()
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);

        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), (byte)Flags, .. counter, .. Attested(), .. Extensions, .. Trailing];
    }
}
