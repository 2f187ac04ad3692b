using System.Globalization;

namespace PasskeyBlazor;

/// <summary>Fills the blanks of a text, in the culture of whoever reads it.</summary>
internal static class TextFormat
{
    public static string With(this string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
