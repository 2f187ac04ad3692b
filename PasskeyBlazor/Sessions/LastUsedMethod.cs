using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The last used method of this browser. The cookie lives longer than the session, so that a page can mark the method. It proves
/// nothing: the app only compares the value with known methods and never displays it.
/// </summary>
public sealed class LastUsedMethod(IHostEnvironment environment)
{
    private const string PasskeyPrefix = "passkey.";

    /// <summary>The longest lifetime that browsers accept for a cookie.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly string name = AppCookies.Name("last-used-method", environment);

    /// <summary>
    /// Compare it with <see cref="Of(Guid)"/> or with a provider's scheme. Null when there was no sign-in in this browser.
    /// </summary>
    public string? Read(HttpContext http) => http.Request.Cookies[name];

    public void Write(HttpContext http, Session session)
    {
        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = Lifetime;
        http.Response.Cookies.Append(name, session.PasskeyId is { } id ? Of(id) : session.ExternalIdentity!.Provider, cookie);
    }

    public void Forget(HttpContext http) => http.Response.Cookies.Delete(name, AppCookies.Options(environment, http));

    /// <summary>The cookie value for a passkey.</summary>
    public static string Of(Guid passkeyId) => PasskeyPrefix + passkeyId;

    public static bool IsPasskey(string? method) => method?.StartsWith(PasskeyPrefix, StringComparison.Ordinal) ?? false;
}
