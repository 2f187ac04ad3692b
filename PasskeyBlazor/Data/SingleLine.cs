using System.Globalization;
using System.Text;

namespace PasskeyBlazor.Data;

/// <summary>Turns text from a user or a provider into one plain line before it is stored.</summary>
public static class SingleLine
{
    /// <summary>
    /// Removes control and direction characters, because they could disguise one name as another. Trims the text and cuts it at
    /// <paramref name="maxLength"/> characters, without splitting a character that people see as one.
    /// </summary>
    /// <returns>The clean line, or null when it is empty.</returns>
    public static string? Clean(string? text, int maxLength)
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

    /// <summary>Format characters are removed, except this one: it joins the parts of family and flag emoji.</summary>
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
