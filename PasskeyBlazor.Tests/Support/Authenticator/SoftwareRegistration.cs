using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>A registration under construction.</summary>
public sealed class SoftwareRegistration : SoftwareAnswer
{
    public required SoftwareKey Key { get; init; }

    public required byte[] PublicKey { get; set; }

    public required Guid Aaguid { get; set; }

    public required string[] Transports { get; set; }

    public object? Format { get; set; } = "none";

    /// <summary>Encoded CBOR: the empty map.</summary>
    public byte[] Statement { get; set; } = [0xa0];

    /// <summary>The id inside the attested data, if it differs.</summary>
    public byte[]? AttestedId { get; set; }

    /// <summary>The length that the data gives for the id, if it differs.</summary>
    public ushort? AttestedIdLength { get; set; }

    public bool? IsDiscoverable { get; set; } = true;

    /// <summary>The three members of the attestation object, from the authenticator data.</summary>
    public Func<byte[], byte[]>? MakeAttestationObject { get; set; }

    public Func<byte[], byte[]> BendAttestationObject { get; set; } = bytes => bytes;

    protected override JsonObject Response(byte[] clientData, byte[] authenticatorData)
    {
        var attestationObject = MakeAttestationObject?.Invoke(authenticatorData)
            ?? Cbor.Map(("fmt", Format), ("attStmt", new Cbor.Raw(Statement)), ("authData", authenticatorData));

        return new JsonObject
        {
            ["attestationObject"] = Base64Url.EncodeToString(BendAttestationObject(attestationObject)),
            ["transports"] = new JsonArray([.. Transports.Select(t => JsonValue.Create(t))]),
            ["publicKeyAlgorithm"] = Key.Algorithm,
        };
    }

    protected override JsonObject ExtensionResults() =>
        IsDiscoverable is { } rk ? new() { ["credProps"] = new JsonObject { ["rk"] = rk } } : [];

    protected override byte[] Attested()
    {
        if (!Flags.HasFlag(AuthenticatorBits.AT))
        {
            return [];
        }

        var id = AttestedId ?? CredentialId;
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, AttestedIdLength ?? (ushort)id.Length);

        return [.. Aaguid.ToByteArray(bigEndian: true), .. length, .. id, .. PublicKey];
    }
}
