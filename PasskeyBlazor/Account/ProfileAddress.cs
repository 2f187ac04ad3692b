namespace PasskeyBlazor.Account;

/// <summary>The addresses of the pages about the account as a whole.</summary>
public static class ProfileAddress
{
    public const string Path = "/account";

    /// <summary>The page with a message: the profile source changed.</summary>
    public const string Shown = "/account?done=Shown";

    /// <summary>The page that asks before the account is deleted.</summary>
    public const string Delete = "/account/delete";

    /// <summary>The page that confirms the deletion.</summary>
    public const string Deleted = "/account-deleted";

    /// <summary>The earlier address of the page, and of what is below it.</summary>
    public const string Earlier = "/me";
}
