namespace PasskeyBlazor.Administration;

/// <summary>The addresses of the pages for administrators, and what they can be told in them.</summary>
public static class AdminPages
{
    public const string Overview = "/admin";
    public const string Makes = "/admin/makes";

    // What can be done to an account, below its own page: the question asks, and the form goes to the address of the same name.
    public const string Disable = "disable";
    public const string Enable = "enable";
    public const string EndSessions = "end-sessions";
    public const string GiveRole = "give-role";
    public const string TakeRole = "take-role";
    private const string RemovePasskeyName = "remove-passkey";

    public static string User(Guid id) => $"/admin/users/{id}";

    public static string RemovePasskey(Guid id) => $"{RemovePasskeyName}/{id}";

    public static string Make(Guid aaguid) => $"{Makes}/{aaguid}";

    /// <summary>The page that asks before one that is refused is accepted again.</summary>
    public static string Accept(Guid aaguid) => $"{Make(aaguid)}/accept";

    public static string Done(string page) => page + QueryString.Create("done", "true");

    public static string Stopped(RevokedMake make) => $"{Makes}?revoked={make.Revoked}&kept={make.Kept}";
}
