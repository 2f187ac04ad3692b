using System.Text.Json;

namespace PasskeyBlazor.WebAuthn;

/// <summary>What the browser answers to creation options (§5.1, RegistrationResponseJSON).</summary>
internal sealed record AttestationAnswer(byte[] Id, byte[] ClientData, byte[] AttestationObject, string[] Transports, bool? IsDiscoverable)
{
    private const int MaxAttestationObject = 16 * 1024;
    private const int MaxTransports = 10;
    private const int MaxTransport = 32;

    public static AttestationAnswer Parse(string credentialJson)
    {
        using var json = CredentialJson.Parse(credentialJson);

        return new AttestationAnswer(
            json.Id,
            json.ClientData,
            CredentialJson.Bytes(json.Response, "attestationObject", MaxAttestationObject),
            ReadTransports(json.Response),
            ReadDiscoverable(json.ExtensionResults));
    }

    /// <summary>Hints for later options (§5.8.4), stored unchanged. What is malformed is dropped: a hint refuses no passkey.</summary>
    internal static string[] ReadTransports(JsonElement response)
    {
        if (CredentialJson.Member(response, "transports") is not { ValueKind: JsonValueKind.Array } transports)
        {
            return [];
        }

        return [.. transports.EnumerateArray()
            .Select(StrictJson.Text)
            .OfType<string>()
            .Where(t => t.Length is > 0 and <= MaxTransport && t.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            .Distinct()
            .Take(MaxTransports)];
    }

    private static bool? ReadDiscoverable(JsonElement? extensionResults) =>
        extensionResults?.TryGetProperty("credProps", out var properties) == true
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("rk", out var rk)
            ? rk.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;
}
