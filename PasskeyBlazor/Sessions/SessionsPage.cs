using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>The address of the page that shows where somebody is signed in, and what it can be told in it.</summary>
public static class SessionsPage
{
    public const string Path = "/sessions";

    /// <summary>Back to the page, which says that somebody was signed out elsewhere if that is so.</summary>
    public static RedirectHttpResult Ended(int count) =>
        TypedResults.LocalRedirect(count == 0 ? Path : Path + QueryString.Create("ended", "true"));
}
