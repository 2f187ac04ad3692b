using System.Text.RegularExpressions;

namespace PasskeyBlazor.Tests.Support;

/// <summary>The references that a page tells a person.</summary>
public static partial class References
{
    public static IReadOnlyList<string> In(string text) => [.. Pattern().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"(?<![\w-])[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(?![\w-])")] // by itself: a sealed state may look like one in its middle
    private static partial Regex Pattern();
}
