namespace PasskeyBlazor;

/// <summary>The name and the options of every cookie: for this host only, over https only, not readable by scripts.</summary>
public static class AppCookies
{
    /// <summary>
    /// Names a cookie with <c>__Host-</c>, which binds it to this host and to https. In Development the app runs on plain http,
    /// where some browsers reject such a cookie. There the name contains the app's name, because cookies of localhost are shared by
    /// all ports.
    /// </summary>
    public static string Name(string name, IHostEnvironment environment) =>
        environment.IsDevelopment() ? $"passkeyblazor-{name}" : $"__Host-{name}";

    /// <summary>The options of a cookie that a page sets itself.</summary>
    public static CookieOptions Options(IHostEnvironment environment, HttpContext http) => new()
    {
        HttpOnly = true,
        Secure = !environment.IsDevelopment() || http.Request.IsHttps,
        SameSite = SameSiteMode.Lax, // a browser does not send a Strict cookie on a navigation from another site
        IsEssential = true,
    };

    public static CookieSecurePolicy Secure(IHostEnvironment environment) =>
        environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
