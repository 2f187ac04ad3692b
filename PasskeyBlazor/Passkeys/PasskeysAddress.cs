namespace PasskeyBlazor.Passkeys;

/// <summary>The address of the page where passkeys are created and managed, and its query parameters.</summary>
public static class PasskeysAddress
{
    public const string Path = "/passkeys";

    /// <summary>The page that creates a passkey without a circuit.</summary>
    public const string Add = Path + "/add";

    /// <summary>The page that asks before a passkey is removed.</summary>
    public const string Remove = Path + "/remove";

    /// <summary>The page with the focus on this passkey.</summary>
    public static string At(Guid id) => Path + QueryString.Create("id", $"{id}");

    /// <summary>The page with the form that renames this passkey.</summary>
    /// <param name="id">The passkey.</param>
    /// <param name="typed">What the person has typed already. An empty text is refused, and the form says so.</param>
    public static string Renaming(Guid id, string? typed = null)
    {
        var query = QueryString.Create("rename", $"{id}");

        return Path + (typed is null ? query : query.Add("name", typed));
    }

    public static string Removing(Guid id) => Remove + QueryString.Create("id", $"{id}");

    /// <summary>The page, which says what changed.</summary>
    public static string Done(PasskeyChange change, Guid id) => Path + QueryString.Create("done", $"{change}").Add("id", $"{id}");
}
