using Microsoft.AspNetCore.Http.HttpResults;

namespace PasskeyBlazor.Sessions;

/// <summary>The address of the page of accounts at providers that are ways in, and what it can be told in it.</summary>
public static class AccountsPage
{
    public const string Path = "/accounts";

    /// <summary>The page that asks before one is disconnected.</summary>
    public const string DisconnectPath = "/accounts/disconnect";

    public static string Disconnecting(Guid identityId) => DisconnectPath + QueryString.Create("id", identityId.ToString());

    /// <summary>Back to the page, which says what was done.</summary>
    public static RedirectHttpResult Done(AccountsChange change) => To(QueryString.Create("done", change.ToString()));

    /// <summary>Back to the page, which says what went wrong.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? reference = null)
    {
        var query = QueryString.Create("failure", failure.ToString());

        return To(reference is null ? query : query.Add("reference", reference));
    }

    private static RedirectHttpResult To(QueryString query) => TypedResults.LocalRedirect(Path + query);
}

/// <summary>What was changed about the ways in.</summary>
public enum AccountsChange
{
    /// <summary>One more account is a way in.</summary>
    Linked,

    /// <summary>An account is no longer a way in.</summary>
    Unlinked,
}
