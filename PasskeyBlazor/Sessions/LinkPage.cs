using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>The address of the page that asks whether an account at a provider shall be a way into an account here.</summary>
public static class LinkPage
{
    public const string Path = "/link";

    public static string For(string returnUrl) => Path + QueryString.Create("returnUrl", returnUrl);

    /// <summary>To the page; also from the way of somebody who was on it before, and has come back with another account.</summary>
    public static RedirectHttpResult Open(string? returnUrl)
    {
        var wanted = ReturnUrl.Local(returnUrl);
        var isHere = wanted == Path || wanted.StartsWith($"{Path}?", StringComparison.Ordinal);

        return TypedResults.LocalRedirect(isHere ? wanted : For(wanted));
    }
}
