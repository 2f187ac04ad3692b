using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace PasskeyBlazor.Sessions;

/// <summary>JSON that people read as well: in lines, and with the letters of every alphabet as they are.</summary>
public static class ReadableJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), // and still without what a page or script could take for its own
        Converters = { new JsonStringEnumConverter() },
    };
}
