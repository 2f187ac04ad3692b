using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Providers;

/// <summary>The address of the page of connected accounts, and its query parameters.</summary>
public static class ConnectedAccountsAddress
{
    public const string Path = "/accounts";

    /// <summary>The page that asks before an account is disconnected.</summary>
    public const string DisconnectPath = "/accounts/disconnect";

    public static string Disconnecting(Guid identityId) => DisconnectPath + QueryString.Create("id", identityId.ToString());

    /// <summary>Redirects to the page, which says what changed.</summary>
    public static RedirectHttpResult Done(AccountsChange change) => To(QueryString.Create("done", change.ToString()));

    /// <summary>Redirects to the page, which says what failed.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? reference = null)
    {
        var query = QueryString.Create("failure", failure.ToString());

        return To(reference is null ? query : query.Add("reference", reference));
    }

    private static RedirectHttpResult To(QueryString query) => TypedResults.LocalRedirect(Path + query);
}

/// <summary>The change of the connected accounts.</summary>
public enum AccountsChange
{
    /// <summary>One more account is a sign-in method.</summary>
    Linked,

    /// <summary>An account is no longer a sign-in method.</summary>
    Unlinked,
}
