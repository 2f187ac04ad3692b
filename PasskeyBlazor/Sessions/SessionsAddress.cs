using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>The address of the page that lists the user's sessions, and its query parameters.</summary>
public static class SessionsAddress
{
    public const string Path = "/sessions";

    /// <summary>Redirects to the page, with a message when at least one session was ended.</summary>
    public static RedirectHttpResult Ended(int count) =>
        TypedResults.LocalRedirect(count == 0 ? Path : Path + QueryString.Create("ended", "true"));
}
