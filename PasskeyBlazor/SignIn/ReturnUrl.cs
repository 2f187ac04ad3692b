using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.SignIn;

/// <summary>Accepts only addresses of this app. Checks a return address when it is received and again before the redirect.</summary>
public static class ReturnUrl
{
    private const int Longest = 2000;

    /// <summary>Returns the address if it is a permitted local path, otherwise the home page.</summary>
    public static string Local(string? address)
    {
        var isLocal = address is { Length: > 0 and <= Longest }
            && address[0] == '/' // IsLocalUrl alone accepts "~/".
            && RedirectHttpResult.IsLocalUrl(address)
            && !address.Any(char.IsControl)
            && !IsAt("/session", address)
            && !IsAt(SignInAddress.Path, address); // These addresses would cause a redirect loop.

        return isLocal ? address! : "/";
    }

    /// <summary>
    /// Whether the address is this path or a path below it. A path that only starts with the same letters does not count.
    /// </summary>
    private static bool IsAt(string path, string address) =>
        address.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (address.Length == path.Length || !char.IsLetterOrDigit(address[path.Length]));
}
