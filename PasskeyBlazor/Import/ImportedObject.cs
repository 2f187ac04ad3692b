using System.Buffers.Text;
using System.Text.Json;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Import;

/// <summary>
/// Reads one object of the file. Each mistake becomes a line that begins with the place, and the reading goes on: the operator sees all
/// mistakes at once. A member with the value null counts as missing.
/// </summary>
internal sealed class ImportedObject
{
    private readonly List<string> mistakes;
    private readonly Dictionary<string, JsonElement> members = [];

    /// <param name="element">The object.</param>
    /// <param name="place">What the lines begin with.</param>
    /// <param name="mistakes">Where the lines go.</param>
    /// <param name="handleMember">Its user handle, which completes the place; null for other objects.</param>
    /// <param name="known">The other members that it may have.</param>
    public ImportedObject(JsonElement element, string place, List<string> mistakes, string? handleMember, params string[] known)
    {
        this.mistakes = mistakes;
        Place = place;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Refuse("this is no object");
            return;
        }

        var wrong = new List<string>();
        foreach (var member in element.EnumerateObject())
        {
            var name = NameOf(member);
            if (name != handleMember && !known.Contains(name))
            {
                wrong.Add($"the member \"{SingleLine.Clean(name, 40)}\" is unknown");
            }
            else if (!members.TryAdd(name, member.Value))
            {
                wrong.Add($"{name} is there twice");
            }
        }

        if (handleMember is not null && (Handle = RequiredBytes(handleMember, UserHandle.MaxLength)).Length > 0)
        {
            Place = $"{place} ({Base64Url.EncodeToString(Handle)})";
        }

        wrong.ForEach(Refuse);
    }

    public string Place { get; }

    /// <summary>Empty where it is missing or wrong.</summary>
    public byte[] Handle { get; } = [];

    public void Refuse(string mistake) => mistakes.Add($"{Place}: {mistake}.");

    /// <returns>Empty where it is missing or wrong.</returns>
    public string RequiredText(string name) => Member(name) is null ? Missing(name, "") : Text(name) switch
    {
        null => "",
        "" => Wrong(name, "is empty", ""),
        var text => text,
    };

    public string? Text(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        return (value.ValueKind == JsonValueKind.String ? StrictJson.Text(value) : null) ?? Wrong(name, "must be text", (string?)null);
    }

    /// <returns>Empty where it is missing or wrong.</returns>
    public byte[] RequiredBytes(string name, int maxLength)
    {
        if (Member(name) is not { } value)
        {
            return Missing(name, Array.Empty<byte>());
        }

        return value.ValueKind == JsonValueKind.String && StrictBase64Url.Decode(StrictJson.Text(value)) is { Length: > 0 } bytes && bytes.Length <= maxLength
            ? bytes
            : Wrong(name, $"must be 1 to {maxLength} bytes in base64url, without =", Array.Empty<byte>());
    }

    public bool RequiredFlag(string name) => Member(name) is null ? Missing(name, false) : Flag(name) == true;

    public bool? Flag(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Wrong(name, "must be true or false", (bool?)null),
    };

    public uint RequiredNumber(string name)
    {
        if (Member(name) is not { } value)
        {
            return Missing(name, 0u);
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var number) ? number : Wrong(name, "must be a whole number from 0 to 4294967295", 0u);
    }

    public DateTimeOffset? Time(string name, DateTimeOffset now)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && StrictJson.Text(value) is not null && value.TryGetDateTimeOffset(out var time) && time <= now
            ? time.ToUniversalTime()
            : Wrong(name, "must be a time in the past, as 2026-01-31T12:00:00Z", (DateTimeOffset?)null);
    }

    public Guid? Id(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && StrictJson.Text(value) is not null && value.TryGetGuid(out var id) ? id : Wrong(name, "must be a GUID", (Guid?)null);
    }

    public IReadOnlyList<JsonElement> List(string name, int? maxLength = null)
    {
        if (Member(name) is not { } value)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= (maxLength ?? int.MaxValue)
            ? [.. value.EnumerateArray()]
            : Wrong<IReadOnlyList<JsonElement>>(name, maxLength is null ? "must be a list" : $"must be a list with at most {maxLength} entries", []);
    }

    private JsonElement? Member(string name) => members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private T Missing<T>(string name, T instead) => Wrong(name, "is missing", instead);

    private T Wrong<T>(string name, string mistake, T instead)
    {
        Refuse($"{name} {mistake}");

        return instead;
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException) // half a surrogate pair
        {
            return "?";
        }
    }
}
