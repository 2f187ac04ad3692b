namespace PasskeyBlazor.Sessions;

/// <summary>The addresses of the pages about the account as a whole.</summary>
public static class MePage
{
    public const string Path = "/me";

    /// <summary>Says that another account at a provider is shown now.</summary>
    public const string Shown = "/me?done=Shown";

    /// <summary>Asks whether the account shall go.</summary>
    public const string Delete = "/me/delete";

    /// <summary>Says that it is gone.</summary>
    public const string Deleted = "/account-deleted";
}
