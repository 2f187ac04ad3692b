using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace PasskeyBlazor.SignIn;

/// <summary>The address of the page that asks a signed-in user to reauthenticate, and its query parameters.</summary>
public static class ReauthenticationAddress
{
    public const string Path = "/confirm";

    public static string For(string returnUrl, ReauthenticationReason reason) =>
        Path + QueryString.Create("returnUrl", returnUrl).Add("reason", reason.ToString());

    /// <summary>Redirects to the page, which opens the browser's passkey dialog when its script is ready.</summary>
    /// <param name="returnUrl">The address after the reauthentication.</param>
    /// <param name="reason">The name of a <see cref="ReauthenticationReason"/> from the page. An unknown name is ignored.</param>
    public static RedirectHttpResult Begin(string? returnUrl, string? reason) => To(returnUrl, reason, QueryString.Create("begin", "true"));

    /// <summary>Redirects to the page with an error message.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? returnUrl, string? reason, string? reference = null)
    {
        var query = QueryString.Create("failure", failure.ToString());

        return To(returnUrl, reason, reference is null ? query : query.Add("reference", reference));
    }

    /// <summary>
    /// The response to a user who may not change an account now. The user signs in again, or reauthenticates and returns to the
    /// question, or reads the reason on the page.
    /// </summary>
    public static RedirectHttpResult Refused(Failure failure, string page, string asked, ReauthenticationReason reason) => failure switch
    {
        Failure.SignedOut => SignInAddress.Failed(failure, page),
        Failure.ReauthenticationNeeded => TypedResults.LocalRedirect(For(asked, reason)),
        _ => TypedResults.LocalRedirect(QueryHelpers.AddQueryString(page, "failure", failure.ToString())),
    };

    /// <summary>Parses a reason from an address or a form. Null when it is unknown.</summary>
    public static ReauthenticationReason? Named(string? name) =>
        Enum.TryParse<ReauthenticationReason>(name, out var reason) && Enum.GetName(reason) == name ? reason : null;

    private static RedirectHttpResult To(string? returnUrl, string? reason, QueryString query)
    {
        query = query.Add("returnUrl", ReturnUrl.Local(returnUrl));

        return TypedResults.LocalRedirect(Path + (Named(reason) is { } known ? query.Add("reason", known.ToString()) : query));
    }
}

/// <summary>The action for which a user must reauthenticate.</summary>
public enum ReauthenticationReason
{
    /// <summary>Change the sign-in methods of the account.</summary>
    Change,

    Add,

    Rename,

    Remove,

    /// <summary>Link an external identity as a sign-in method.</summary>
    Link,

    /// <summary>Unlink an external identity, so that it is no sign-in method any more.</summary>
    Unlink,

    /// <summary>Change the profile source: use the name, email address and picture of another external identity.</summary>
    Show,

    /// <summary>Download a copy of the personal data.</summary>
    Download,

    /// <summary>Delete the account.</summary>
    Delete,

    /// <summary>Change another user's account as an administrator.</summary>
    Administer,
}
