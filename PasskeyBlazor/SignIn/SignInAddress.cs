using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.SignIn;

/// <summary>The address of the sign-in page and its query parameters.</summary>
public static class SignInAddress
{
    public const string Path = "/sign-in";

    /// <summary>The value of <c>begin</c> where the person pressed Enter in the e-mail field.</summary>
    public const string ByEmail = "email";

    public static string For(string returnUrl) => Path + QueryString.Create("returnUrl", returnUrl);

    /// <summary>The page with a message: the session ended while a page was open.</summary>
    public static string SignedOut(string returnUrl) => For(returnUrl) + $"&failure={Failure.SignedOut}";

    /// <summary>The page with a message: the user took too long and the process expired.</summary>
    public static string TooLate(string returnUrl) => For(returnUrl) + $"&failure={Failure.ChallengeExpired}";

    /// <summary>Redirects to the page, which opens the browser's passkey dialog when its script is ready.</summary>
    /// <param name="returnUrl">The address after the sign-in.</param>
    /// <param name="by">What the person pressed: <c>true</c> for the button, or <see cref="ByEmail"/>.</param>
    public static RedirectHttpResult Begin(string? returnUrl, string by = "true") => To(returnUrl, QueryString.Create("begin", by));

    /// <summary>Redirects to the page with an error message.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? returnUrl, string? reference = null)
    {
        var query = QueryString.Create("failure", failure.ToString());

        return To(returnUrl, reference is null ? query : query.Add("reference", reference));
    }

    private static RedirectHttpResult To(string? returnUrl, QueryString query) =>
        TypedResults.LocalRedirect(Path + query.Add("returnUrl", ReturnUrl.Local(returnUrl)));
}
