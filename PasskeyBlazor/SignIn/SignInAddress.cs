using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.SignIn;

/// <summary>The address of the sign-in page and its query parameters.</summary>
public static class SignInAddress
{
    public const string Path = "/sign-in";

    public static string For(string returnUrl) => Path + QueryString.Create("returnUrl", returnUrl);

    /// <summary>The page with a message: the session ended while a page was open.</summary>
    public static string SignedOut(string returnUrl) => For(returnUrl) + $"&failure={Failure.SignedOut}";

    /// <summary>The page with a message: the user took too long and the process expired.</summary>
    public static string TooLate(string returnUrl) => For(returnUrl) + $"&failure={Failure.ChallengeExpired}";

    /// <summary>Redirects to the page, which opens the browser's passkey dialog when its script is ready.</summary>
    public static RedirectHttpResult Begin(string? returnUrl) => To(returnUrl, QueryString.Create("begin", "true"));

    /// <summary>Redirects to the page with an error message.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? returnUrl, string? reference = null)
    {
        var query = QueryString.Create("failure", failure.ToString());

        return To(returnUrl, reference is null ? query : query.Add("reference", reference));
    }

    private static RedirectHttpResult To(string? returnUrl, QueryString query) =>
        TypedResults.LocalRedirect(Path + query.Add("returnUrl", ReturnUrl.Local(returnUrl)));
}
