using System.Globalization;

namespace PasskeyBlazor;

/// <summary>Fills the placeholders of a text, in the culture of the reader.</summary>
internal static class TextFormat
{
    public static string With(this string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
