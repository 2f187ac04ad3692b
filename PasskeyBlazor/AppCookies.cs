namespace PasskeyBlazor;

/// <summary>How every cookie of this app is named and kept: for this host alone, over https alone, out of reach of scripts.</summary>
public static class AppCookies
{
    /// <summary>
    /// Names a cookie with <c>__Host-</c>, which binds it to this host and to https. In Development the app runs on plain http,
    /// where not every browser takes such a cookie, so there it is named for the app: cookies of localhost know no ports.
    /// </summary>
    public static string Name(string name, IHostEnvironment environment) =>
        environment.IsDevelopment() ? $"passkeyblazor-{name}" : $"__Host-{name}";

    /// <summary>How a cookie that a page sets by itself is kept.</summary>
    public static CookieOptions Options(IHostEnvironment environment, HttpContext http) => new()
    {
        HttpOnly = true,
        Secure = !environment.IsDevelopment() || http.Request.IsHttps,
        SameSite = SameSiteMode.Lax, // Strict would be lost on arrival from another site
        IsEssential = true,
    };

    public static CookieSecurePolicy Secure(IHostEnvironment environment) =>
        environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
