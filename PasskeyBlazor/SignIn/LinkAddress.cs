using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.SignIn;

/// <summary>The address of the page that asks the user whether to link an external identity to the account.</summary>
public static class LinkAddress
{
    public const string Path = "/link";

    /// <summary>The page. The return address is left out where both together are too long to be one themselves.</summary>
    public static string For(string returnUrl) => ReturnUrl.Local(Path + QueryString.Create("returnUrl", returnUrl)) is not "/" and var page ? page : Path;

    /// <summary>
    /// Redirects to the page. If the return address already is this page, its own return address is kept. This happens when a
    /// user leaves the page and comes back with another external identity.
    /// </summary>
    public static RedirectHttpResult Open(string? returnUrl) => TypedResults.LocalRedirect(Keeping(returnUrl));

    /// <summary>The page as a return address. If the wanted address already is this page, it stays as it is.</summary>
    public static string Keeping(string? returnUrl) => ReturnUrl.Local(returnUrl) is var wanted && Is(wanted) ? wanted : For(wanted);

    /// <summary>Whether a local address is this page.</summary>
    public static bool Is(string wanted) => wanted == Path || wanted.StartsWith($"{Path}?", StringComparison.Ordinal);

    /// <summary>Whether the person was going to another page when the question came, and wants to go on there.</summary>
    public static bool LeadsOn(string returnUrl) => returnUrl is not ("/" or ConnectedAccountsAddress.Path);

    /// <summary>
    /// The page, and after it another one before the person's own return address. Both stay as they are where that would be too long.
    /// </summary>
    /// <param name="wanted">The page with its return address.</param>
    /// <param name="next">The other page, which leads on to a return address.</param>
    public static string Before(string wanted, Func<string, string> next)
    {
        var after = QueryHelpers.ParseQuery(wanted[Path.Length..]).TryGetValue("returnUrl", out var known) ? ReturnUrl.Local(known) : "/";

        return For(next(after)) is var both && both != Path ? both : wanted;
    }
}
