using Microsoft.AspNetCore.Http.HttpResults;

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
    public static RedirectHttpResult Open(string? returnUrl)
    {
        var wanted = ReturnUrl.Local(returnUrl);
        var isHere = wanted == Path || wanted.StartsWith($"{Path}?", StringComparison.Ordinal);

        return TypedResults.LocalRedirect(isHere ? wanted : For(wanted));
    }
}
