using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>The address of the page that asks somebody who is signed in to prove it again, and what it can be told in it.</summary>
public static class ConfirmPage
{
    public const string Path = "/confirm";

    public static string For(string returnUrl, ConfirmReason reason) =>
        Path + QueryString.Create("returnUrl", returnUrl).Add("reason", reason.ToString());

    /// <summary>Back to the page, which opens the browser's sheet as soon as its script is there.</summary>
    /// <param name="returnUrl">Where to go afterwards.</param>
    /// <param name="reason">The name of a <see cref="ConfirmReason"/>, as the page had it; another is none.</param>
    public static RedirectHttpResult Begin(string? returnUrl, string? reason) => To(returnUrl, reason, QueryString.Create("begin", "true"));

    /// <summary>Back to the page, which says what went wrong.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? returnUrl, string? reason, string? reference = null)
    {
        var query = QueryString.Create("failure", failure.ToString());

        return To(returnUrl, reason, reference is null ? query : query.Add("reference", reference));
    }

    /// <summary>
    /// What somebody is answered who may not change an account just now: they sign in again, prove who they are and come back to
    /// where they were asked, or read the reason on the page.
    /// </summary>
    public static RedirectHttpResult Refused(Failure failure, string page, string asked, ConfirmReason reason) => failure switch
    {
        Failure.SignedOut => SignInPage.Failed(failure, page),
        Failure.RecentSignInNeeded => TypedResults.LocalRedirect(For(asked, reason)),
        _ => TypedResults.LocalRedirect(page + QueryString.Create("failure", failure.ToString())),
    };

    /// <summary>Reads a reason that came in an address or a form; null where it is none.</summary>
    public static ConfirmReason? Named(string? name) =>
        Enum.TryParse<ConfirmReason>(name, out var reason) && Enum.GetName(reason) == name ? reason : null;

    private static RedirectHttpResult To(string? returnUrl, string? reason, QueryString query)
    {
        query = query.Add("returnUrl", ReturnUrl.Local(returnUrl));

        return TypedResults.LocalRedirect(Path + (Named(reason) is { } known ? query.Add("reason", known.ToString()) : query));
    }
}

/// <summary>What somebody wants to do that needs a recent proof of who they are.</summary>
public enum ConfirmReason
{
    /// <summary>Change how the account is reached.</summary>
    Change,

    /// <summary>Add a passkey.</summary>
    Add,

    /// <summary>Give a passkey another name.</summary>
    Rename,

    /// <summary>Remove a passkey.</summary>
    Remove,

    /// <summary>Make an account at a provider a way in.</summary>
    Link,

    /// <summary>Take an account at a provider away as a way in.</summary>
    Unlink,

    /// <summary>Show the name, address and picture of another account at a provider.</summary>
    Show,

    /// <summary>Take a copy of what is kept.</summary>
    Download,

    /// <summary>Delete the account.</summary>
    Delete,

    /// <summary>Change somebody else's account, as an administrator.</summary>
    Administer,
}
