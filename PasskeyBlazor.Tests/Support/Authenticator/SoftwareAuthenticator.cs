using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>
/// Browser and authenticator in one: takes options as JSON and answers like <c>toJSON()</c>, with real keys. Everything that a
/// person or a manufacturer could choose is a property; the second parameter changes a single answer.
/// </summary>
public sealed class SoftwareAuthenticator : IDisposable
{
    private readonly List<SoftwareCredential> credentials = [];

    /// <summary>The browser's origin.</summary>
    public string Origin { get; set; } = "https://example.org";

    /// <summary>A COSE algorithm for new passkeys; it must be offered.</summary>
    public int Algorithm { get; set; } = SoftwareKey.ES256;

    public bool UserPresent { get; set; } = true;

    public bool UserVerified { get; set; } = true;

    public bool BackupEligible { get; set; }

    public bool BackedUp { get; set; }

    /// <summary>The authenticator's only counter. It grows by one before each answer; null: it stays at zero, as on phones.</summary>
    public uint? Counter { get; set; }

    public Guid Aaguid { get; set; } = new("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");

    public string[] Transports { get; set; } = ["hybrid", "internal"];

    /// <summary>The authenticator uses the last one.</summary>
    public IReadOnlyList<SoftwareCredential> Credentials => credentials;

    private AuthenticatorBits Flags =>
        (UserPresent ? AuthenticatorBits.UP : 0)
        | (UserVerified ? AuthenticatorBits.UV : 0)
        | (BackupEligible ? AuthenticatorBits.BE : 0)
        | (BackedUp ? AuthenticatorBits.BS : 0);

    /// <summary>Takes an existing passkey; it becomes the last one, and its key is disposed with the others.</summary>
    public void Take(SoftwareCredential credential) => credentials.Add(credential);

    /// <summary>Answers creation options with a new passkey.</summary>
    public string Create(string optionsJson, Action<SoftwareRegistration>? bend = null)
    {
        var options = JsonNode.Parse(optionsJson)!;
        if (Ids(options["excludeCredentials"]).Any(Holds))
        {
            throw new InvalidOperationException("InvalidStateError: this authenticator already holds a passkey for the account.");
        }

        if (!options["pubKeyCredParams"]!.AsArray().Any(p => (int)p!["alg"]! == Algorithm))
        {
            throw new InvalidOperationException("NotSupportedError: the algorithm is not offered.");
        }

        var key = new SoftwareKey(Algorithm);
        var registration = new SoftwareRegistration
        {
            ClientData = ClientData("webauthn.create", options),
            RpId = (string)options["rp"]!["id"]!,
            Flags = Flags | AuthenticatorBits.AT,
            Counter = NextCounter(),
            CredentialId = RandomNumberGenerator.GetBytes(32),
            Key = key,
            PublicKey = key.PublicKey,
            Aaguid = Aaguid,
            Transports = Transports,
        };
        bend?.Invoke(registration);

        credentials.Add(new(registration.CredentialId, registration.RpId, Bytes(options["user"]!["id"]), key));

        return registration.ToJson();
    }

    /// <summary>Answers request options with the last passkey that fits.</summary>
    public string Get(string optionsJson, Action<SoftwareAssertion>? bend = null)
    {
        var options = JsonNode.Parse(optionsJson)!;
        var rpId = (string)options["rpId"]!;
        var allowed = Ids(options["allowCredentials"]).ToList();
        var credential = credentials.LastOrDefault(c => c.RpId == rpId && (allowed.Count == 0 || allowed.Any(c.Id.SequenceEqual)))
            ?? throw new InvalidOperationException("NotAllowedError: no passkey fits.");

        var assertion = new SoftwareAssertion
        {
            ClientData = ClientData("webauthn.get", options),
            RpId = rpId,
            Flags = Flags,
            Counter = NextCounter(),
            CredentialId = credential.Id,
            Key = credential.Key,
            UserHandle = credential.UserHandle,
        };
        bend?.Invoke(assertion);

        return assertion.ToJson();
    }

    public void Dispose()
    {
        foreach (var credential in credentials)
        {
            credential.Key.Dispose();
        }
    }

    private JsonObject ClientData(string type, JsonNode options) => new()
    {
        ["type"] = type,
        ["challenge"] = (string)options["challenge"]!,
        ["origin"] = Origin,
        ["crossOrigin"] = false,
    };

    private uint NextCounter() => Counter is null ? 0 : (uint)++Counter;

    private bool Holds(byte[] id) => credentials.Any(c => c.Id.AsSpan().SequenceEqual(id));

    private static IEnumerable<byte[]> Ids(JsonNode? descriptors) => (descriptors as JsonArray ?? []).Select(d => Bytes(d!["id"]));

    private static byte[] Bytes(JsonNode? node) => Base64Url.DecodeFromChars((string)node!);
}
