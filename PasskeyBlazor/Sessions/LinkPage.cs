using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>The address of the page that asks whether an account at a provider shall be a way into an account here.</summary>
public static class LinkPage
{
    public const string Path = "/link";

    public static string For(string returnUrl) => Path + QueryString.Create("returnUrl", returnUrl);

    public static RedirectHttpResult Open(string? returnUrl) => TypedResults.LocalRedirect(For(ReturnUrl.Local(returnUrl)));
}
