using System.Globalization;
using System.Text;

namespace PasskeyBlazor.Data;

/// <summary>One plain line of text, made from what a person typed or a provider sent, before it is stored.</summary>
public static class Line
{
    /// <summary>
    /// Removes control and direction characters, which could make one name look like another, trims, and cuts at
    /// <paramref name="maxLength"/> characters without splitting one that people see as a whole.
    /// </summary>
    /// <returns>The clean line, or null when nothing is left of it.</returns>
    public static string? Of(string? text, int maxLength)
    {
        if (text is null)
        {
            return null;
        }

        var line = new StringBuilder();
        var kept = text.Length > 10 * maxLength ? text[..(10 * maxLength)] : text;
        foreach (var rune in kept.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                line.Append(rune.ToString());
            }
            else if (rune.Value == ZeroWidthJoiner)
            {
                line.Append(rune.ToString());
            }
        }

        var clean = line.ToString().Trim();
        if (clean.Length > maxLength)
        {
            clean = Cut(clean, maxLength).TrimEnd();
        }

        return clean.All(c => c == ZeroWidthJoiner || char.IsWhiteSpace(c)) ? null : clean;
    }

    /// <summary>Format characters go, but this one holds families and flags together.</summary>
    private const int ZeroWidthJoiner = 0x200D;

    private static string Cut(string text, int maxLength)
    {
        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(text))
        {
            if (start > maxLength)
            {
                break;
            }

            end = start;
        }

        return text[..end];
    }
}
