namespace PasskeyBlazor.Account;

/// <summary>The address of the page that lists the events of the account, and its query parameters.</summary>
public static class AccountEventsAddress
{
    public const string Path = "/activity";

    /// <summary>The page with the events of a group, or of all.</summary>
    /// <param name="group">Null for all.</param>
    /// <param name="before">The last event of the previous page. Null for the first page.</param>
    public static string For(AccountEventGroup? group, Guid? before = null)
    {
        var query = group is { } one ? QueryString.Create("show", NameOf(one)) : QueryString.Empty;

        return Path + (before is { } id ? query.Add("before", id.ToString()) : query);
    }

    /// <summary>Parses a group from an address. Null when it is unknown: the page then shows all.</summary>
    public static AccountEventGroup? Named(string? name) =>
        Enum.GetValues<AccountEventGroup>().Where(group => NameOf(group) == name).Cast<AccountEventGroup?>().FirstOrDefault();

    private static string NameOf(AccountEventGroup group) => group switch
    {
        AccountEventGroup.SignIns => "sign-ins",
        AccountEventGroup.Passkeys => "passkeys",
        _ => "account",
    };
}
