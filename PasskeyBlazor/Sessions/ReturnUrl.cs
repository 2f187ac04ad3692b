using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>Lets only addresses of this app through. Asked when a return address comes in, and again before it is followed.</summary>
public static class ReturnUrl
{
    private const int Longest = 2000;

    /// <summary>The address if it is a local path that a person may be sent to, else the home page.</summary>
    public static string Local(string? address)
    {
        var isLocal = address is { Length: > 0 and <= Longest }
            && address[0] == '/' // IsLocalUrl alone would follow "~/"
            && RedirectHttpResult.IsLocalUrl(address)
            && !address.Any(char.IsControl)
            && !IsAt("/session", address)
            && !IsAt("/sign-in", address); // following these would go round in circles

        return isLocal ? address! : "/";
    }

    /// <summary>Whether it is this path or one below it, and not merely begins with the same letters.</summary>
    private static bool IsAt(string path, string address) =>
        address.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (address.Length == path.Length || !char.IsLetterOrDigit(address[path.Length]));
}
