using System.Text.Json;
using System.Text.Unicode;

namespace PasskeyBlazor.WebAuthn;

/// <summary>Reads JSON that comes from a browser: UTF-8, at most 16 levels, each name once, nothing before or after (RFC 8259, RFC 7493).</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static JsonDocument ParseObject(ReadOnlyMemory<byte> utf8, string reason)
    {
        Refuse.When(!Utf8.IsValid(utf8.Span), reason);
        try
        {
            var document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw new RefusedException(reason);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: half a surrogate pair in a name
        {
            throw new RefusedException(reason);
        }
    }

    /// <summary>The text of a member, or null where there is none or it is not text.</summary>
    public static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? Text(value) : null;

    public static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // not text, or half a surrogate pair
        {
            return null;
        }
    }
}
