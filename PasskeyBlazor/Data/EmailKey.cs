using System.Text;

namespace PasskeyBlazor.Data;

/// <summary>The form of an email address for comparison: composed characters (NFC) and lower case, without case folding.</summary>
/// <remarks>Equal keys mean that the address is the same. They do not prove who owns it.</remarks>
public static class EmailKey
{
    public static string? Of(string? address) => address?.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
}
