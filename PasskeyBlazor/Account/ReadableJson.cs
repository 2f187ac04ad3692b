using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace PasskeyBlazor.Account;

/// <summary>JSON that people can also read: indented, and with the letters of all alphabets unescaped.</summary>
public static class ReadableJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // The encoder still escapes characters that HTML or a script could interpret.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter() },
    };
}
