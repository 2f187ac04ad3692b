using System.Text;
using System.Text.Json;

namespace PasskeyBlazor.Passkeys;

/// <summary>What both answers have in common as JSON (§5.1). Members beside these are copies or hints and are not looked at.</summary>
internal sealed class CredentialJson : IDisposable
{
    private const int MaxLength = 64 * 1024;
    private const int MaxId = 1023; // §7.1 step 25
    private const int MaxClientData = 4 * 1024;

    private readonly JsonDocument document;

    private CredentialJson(JsonDocument document) => this.document = document;

    public required byte[] Id { get; init; }

    public required JsonElement Response { get; init; }

    public required byte[] ClientData { get; init; }

    public required JsonElement ExtensionResults { get; init; }

    public static CredentialJson Parse(string json)
    {
        Refuse.WhenLarger(json.Length, MaxLength, "credential-too-large");

        var document = StrictJson.ParseObject(Encoding.UTF8.GetBytes(json), "credential-not-json");
        try
        {
            var credential = document.RootElement;
            Refuse.When(StrictJson.Text(credential, "type") != "public-key", "credential-type");
            Refuse.When(StrictJson.Text(credential, "id") != StrictJson.Text(credential, "rawId"), "id-and-raw-id-differ");

            var response = Object(credential, "response");

            return new CredentialJson(document)
            {
                Id = Bytes(credential, "id", MaxId),
                Response = response,
                ClientData = Bytes(response, "clientDataJSON", MaxClientData),
                ExtensionResults = Object(credential, "clientExtensionResults"),
            };
        }
        catch (RefusedException)
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>A member that must be there: base64url of one byte at least.</summary>
    public static byte[] Bytes(JsonElement element, string member, int max)
    {
        var bytes = StrictBase64Url.Decode(StrictJson.Text(element, member));
        Refuse.When(bytes is null or [], $"{member}-missing-or-malformed");
        Refuse.WhenLarger(bytes.Length, max, $"{member}-too-large");

        return bytes;
    }

    public void Dispose() => document.Dispose();

    private static JsonElement Object(JsonElement element, string member)
    {
        Refuse.When(
            !element.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.Object,
            $"{member}-missing-or-malformed");

        return value;
    }
}
