using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>A sign-in under construction.</summary>
public sealed class SoftwareAssertion : SoftwareAnswer
{
    public required SoftwareKey Key { get; set; }

    public required byte[]? UserHandle { get; set; }

    /// <summary>Bytes between the counter and the extensions, where an assertion has none.</summary>
    public byte[] AttestedData { get; set; } = [];

    /// <summary>Creates the signature from authenticator data and client data.</summary>
    public Func<byte[], byte[], byte[]>? MakeSignature { get; set; }

    public Func<byte[], byte[]> BendSignature { get; set; } = bytes => bytes;

    protected override JsonObject Response(byte[] clientData, byte[] authenticatorData)
    {
        var signature = MakeSignature?.Invoke(authenticatorData, clientData)
            ?? Key.Sign([.. authenticatorData, .. SHA256.HashData(clientData)]);

        return new JsonObject
        {
            ["signature"] = Base64Url.EncodeToString(BendSignature(signature)),
            ["userHandle"] = UserHandle is null ? null : Base64Url.EncodeToString(UserHandle),
        };
    }

    protected override JsonObject ExtensionResults() => [];

    protected override byte[] Attested() => AttestedData;
}
