using System.Text.RegularExpressions;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The references that a page shows a person.</summary>
public static partial class References
{
    public static IReadOnlyList<string> In(string text) => [.. Pattern().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"(?<![\w-])[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(?![\w-])")] // a whole word: a sealed state may contain one
    private static partial Regex Pattern();
}
