using System.Text;

namespace PasskeyBlazor.Data;

/// <summary>An e-mail address in the one form in which two are compared: composed characters (NFC) and lower case, with nothing folded.</summary>
/// <remarks>Equal keys say that an address is the same. Whose it is they do not say.</remarks>
public static class EmailKey
{
    public static string? Of(string? address) => address?.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
}
