using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The way that was used last on this browser, kept past the session that it opened so that a page can mark it. It proves
/// nothing: it is compared with what is known, and never shown.
/// </summary>
public sealed class LastWay(IHostEnvironment environment)
{
    private const string PasskeyPrefix = "passkey.";

    /// <summary>The longest that browsers keep a cookie.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly string name = AppCookies.Name("last-way", environment);

    /// <summary>What to compare with <see cref="Of(Guid)"/>, or with a provider's scheme; null if this browser was never used.</summary>
    public string? Read(HttpContext http) => http.Request.Cookies[name];

    public void Write(HttpContext http, Session session)
    {
        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = Lifetime;
        http.Response.Cookies.Append(name, session.PasskeyId is { } id ? Of(id) : session.ExternalIdentity!.Provider, cookie);
    }

    public void Forget(HttpContext http) => http.Response.Cookies.Delete(name, AppCookies.Options(environment, http));

    /// <summary>As a passkey is written in the cookie.</summary>
    public static string Of(Guid passkeyId) => PasskeyPrefix + passkeyId;

    public static bool IsPasskey(string? way) => way?.StartsWith(PasskeyPrefix, StringComparison.Ordinal) ?? false;
}
