using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>The sign-in page's address and what it can be told in it.</summary>
public static class SignInPage
{
    public const string Path = "/sign-in";

    public static string For(string returnUrl) => Path + QueryString.Create("returnUrl", returnUrl);

    /// <summary>For somebody whose session has ended while a page was open; says so.</summary>
    public static string SignedOut(string returnUrl) => For(returnUrl) + $"&failure={Failure.SignedOut}";

    /// <summary>For somebody who took longer than what was begun here lasts; says so.</summary>
    public static string TooLate(string returnUrl) => For(returnUrl) + $"&failure={Failure.ChallengeExpired}";

    /// <summary>Back to the page, which opens the browser's sheet as soon as its script is there.</summary>
    public static RedirectHttpResult Begin(string? returnUrl) => To(returnUrl, QueryString.Create("begin", "true"));

    /// <summary>Back to the page, which says what went wrong.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? returnUrl, string? reference = null)
    {
        var query = QueryString.Create("failure", failure.ToString());

        return To(returnUrl, reference is null ? query : query.Add("reference", reference));
    }

    private static RedirectHttpResult To(string? returnUrl, QueryString query) =>
        TypedResults.LocalRedirect(Path + query.Add("returnUrl", ReturnUrl.Local(returnUrl)));
}
