namespace PasskeyBlazor.Administration;

/// <summary>The addresses of the administrator pages and their query parameters.</summary>
public static class AdminPages
{
    public const string Overview = "/admin";
    public const string Makes = "/admin/makes";

    // The actions on an account. Each has a page with a question below the account's page. The form posts to the address of the same name.
    public const string Disable = "disable";
    public const string Enable = "enable";
    public const string EndSessions = "end-sessions";
    public const string GiveRole = "give-role";
    public const string TakeRole = "take-role";
    private const string RemovePasskeyName = "remove-passkey";

    public static string User(Guid id) => $"/admin/users/{id}";

    public static string RemovePasskey(Guid id) => $"{RemovePasskeyName}/{id}";

    public static string Make(Guid aaguid) => $"{Makes}/{aaguid}";

    /// <summary>The page that asks the administrator before it accepts a blocked authenticator model again.</summary>
    public static string Accept(Guid aaguid) => $"{Make(aaguid)}/accept";

    public static string Done(string page) => page + QueryString.Create("done", "true");

    public static string Stopped(RevocationResult make) => $"{Makes}?revoked={make.Revoked}&kept={make.Kept}";
}
