using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.SignIn;

/// <summary>Accepts only addresses of this app. Checks a return address when it is received and again before the redirect.</summary>
public static class ReturnUrl
{
    private const int MaxLength = 2000;

    /// <summary>Addresses are resolved against this one, as a browser does.</summary>
    private static readonly Uri Site = new("https://site.invalid");

    /// <summary>
    /// Returns the address if it is a permitted local path, otherwise the home page. Characters outside ASCII are percent-encoded: a
    /// header with them cannot be written, and the redirect may come after the session is saved.
    /// </summary>
    public static string Local(string? address)
    {
        if (address is not { Length: > 0 and <= MaxLength })
        {
            return "/";
        }

        var encoded = Encode(address);
        var isLocal = encoded.Length <= MaxLength
            && address[0] == '/' // IsLocalUrl alone accepts "~/".
            && RedirectHttpResult.IsLocalUrl(address)
            && !address.Any(char.IsControl)
            && Uri.TryCreate(Site, encoded, out var resolved)
            && resolved.Host == Site.Host
            && !resolved.AbsolutePath.StartsWith("//", StringComparison.Ordinal) // "/..//evil.example" becomes "//evil.example"
            && !IsAt("/session", resolved.AbsolutePath)
            && !IsAt(SignInAddress.Path, resolved.AbsolutePath); // These addresses would cause a redirect loop.

        return isLocal ? encoded : "/";
    }

    private static string Encode(string address) =>
        address.All(char.IsAscii) ? address : string.Concat(address.EnumerateRunes().Select(rune => rune.IsAscii ? $"{rune}" : Uri.EscapeDataString($"{rune}")));

    /// <summary>
    /// Whether the address is this path or a path below it. A path that only starts with the same letters does not count.
    /// </summary>
    private static bool IsAt(string path, string wanted) =>
        wanted.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (wanted.Length == path.Length || !char.IsLetterOrDigit(wanted[path.Length]));
}
