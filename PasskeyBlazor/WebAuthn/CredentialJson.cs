using System.Text;
using System.Text.Json;

namespace PasskeyBlazor.WebAuthn;

/// <summary>The common members of both answers as JSON (§5.1). Other members are copies and are not read.</summary>
internal sealed class CredentialJson : IDisposable
{
    private const int MaxLength = 64 * 1024; // characters
    private const int MaxId = 1023; // §7.1 step 25
    private const int MaxClientData = 4 * 1024;

    private readonly JsonDocument document;

    private CredentialJson(JsonDocument document) => this.document = document;

    public required byte[] Id { get; init; }

    public required JsonElement Response { get; init; }

    public required byte[] ClientData { get; init; }

    /// <summary>Where the authenticator is, as the browser says (§5.4.5); null where it does not say. It is a hint and unsigned.</summary>
    public required string? Attachment { get; init; }

    /// <summary>The client extension results; null where there are none. They are hints and unsigned.</summary>
    public required JsonElement? ExtensionResults { get; init; }

    public static CredentialJson Parse(string json)
    {
        Refuse.WhenLarger(json.Length, MaxLength, "credential-too-large");

        var document = StrictJson.ParseObject(Encoding.UTF8.GetBytes(json), "credential-not-json");
        try
        {
            var credential = document.RootElement;
            Refuse.When(StrictJson.Text(credential, "type") != "public-key", "credential-type");
            var id = Bytes(credential, "id", MaxId);
            Refuse.When(
                Member(credential, "rawId") is not null && !Bytes(credential, "rawId", MaxId).AsSpan().SequenceEqual(id),
                "id-and-raw-id-differ");

            var response = Object(credential, "response") ?? throw new RefusedException("response-missing");

            return new CredentialJson(document)
            {
                Id = id,
                Response = response,
                ClientData = Bytes(response, "clientDataJSON", MaxClientData),
                Attachment = StrictJson.Text(credential, "authenticatorAttachment"),
                ExtensionResults = Object(credential, "clientExtensionResults"),
            };
        }
        catch (RefusedException)
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>A member, or null where it is absent or null.</summary>
    public static JsonElement? Member(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Whether an optional member says nothing: it is absent, null or empty.</summary>
    public static bool IsEmpty(JsonElement element, string member) => Member(element, member) is not { } value || StrictJson.Text(value) == "";

    /// <summary>A required member: base64url of at least one byte.</summary>
    public static byte[] Bytes(JsonElement element, string member, int max)
    {
        var bytes = StrictBase64Url.DecodePadded(StrictJson.Text(element, member));
        Refuse.When(bytes is null or [], $"{member}-missing-or-malformed");
        Refuse.WhenLarger(bytes.Length, max, $"{member}-too-large");

        return bytes;
    }

    public void Dispose() => document.Dispose();

    private static JsonElement? Object(JsonElement element, string member)
    {
        var value = Member(element, member);
        Refuse.When(value is { ValueKind: not JsonValueKind.Object }, $"{member}-malformed");

        return value;
    }
}
