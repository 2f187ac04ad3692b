namespace PasskeyBlazor.Administration;

/// <summary>The addresses of the administrator pages and their query parameters.</summary>
public static class AdminAddress
{
    public const string Overview = "/admin";
    public const string Models = "/admin/models";

    // The actions on an account. Each has a page with a question below the account's page. The form posts to the address of the same name.
    public const string Disable = "disable";
    public const string Enable = "enable";
    public const string EndSessions = "end-sessions";
    public const string GiveRole = "give-role";
    public const string RemoveRole = "remove-role";
    public const string RemovePasskeyName = "remove-passkey";
    public const string StopAccepting = "stop-accepting";
    public const string AcceptAgain = "accept-again";

    // The routes of the pages. The methods below make their addresses.
    public const string UserRoute = "/admin/users/{Id:guid}";
    public const string ChangeRoute = UserRoute + "/{Change}";
    public const string RemovePasskeyRoute = UserRoute + "/" + RemovePasskeyName + "/{PasskeyId:guid}";
    public const string ModelRoute = Models + "/{Aaguid:guid}";
    public const string AcceptRoute = ModelRoute + "/accept";

    public static string User(Guid id) => $"/admin/users/{id}";

    /// <summary>The address of the form of an action.</summary>
    public static string Post(string action) => $"{Overview}/{action}";

    public static string RemovePasskey(Guid id) => $"{RemovePasskeyName}/{id}";

    public static string Model(Guid aaguid) => $"{Models}/{aaguid}";

    /// <summary>The page that asks the administrator before it accepts a blocked authenticator model again.</summary>
    public static string Accept(Guid aaguid) => $"{Model(aaguid)}/accept";

    public static string Done(string page) => page + QueryString.Create("done", "true");

    public static string Blocked(RevocationResult model) => $"{Models}?revoked={model.Revoked}&kept={model.Kept}";
}
