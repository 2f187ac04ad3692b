namespace PasskeyBlazor.Account;

/// <summary>The address of the page that lists the events of the account.</summary>
public static class AccountEventsAddress
{
    public const string Path = "/activity";

    /// <summary>The page with the events before this one.</summary>
    public static string Before(Guid id) => $"{Path}?before={id}";
}
