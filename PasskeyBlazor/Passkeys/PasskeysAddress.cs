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
    /// <param name="id">The passkey.</param>
    /// <param name="page">The path of the page with the list.</param>
    public static string At(Guid id, string page = Path) => page + QueryString.Create("id", $"{id}");

    /// <summary>The page with the form that renames this passkey.</summary>
    /// <param name="id">The passkey.</param>
    /// <param name="typed">What the person has typed already. An empty text is refused, and the form says so.</param>
    /// <param name="page">The path of the page with the list.</param>
    public static string Renaming(Guid id, string? typed = null, string page = Path)
    {
        var query = QueryString.Create("rename", $"{id}");

        return page + (typed is null ? query : query.Add("name", typed));
    }

    /// <summary>The question before this passkey is removed.</summary>
    /// <param name="id">The passkey.</param>
    /// <param name="page">The path of the page with the list.</param>
    public static string Removing(Guid id, string page = Path)
    {
        var query = QueryString.Create("id", $"{id}");

        return Remove + (page == Path ? query : query.Add("page", page));
    }

    /// <summary>The page, which says what changed.</summary>
    /// <param name="change">The change.</param>
    /// <param name="id">The passkey.</param>
    /// <param name="page">The path of the page with the list.</param>
    public static string Done(PasskeyChange change, Guid id, string page = Path) => page + QueryString.Create("done", $"{change}").Add("id", $"{id}");
}
