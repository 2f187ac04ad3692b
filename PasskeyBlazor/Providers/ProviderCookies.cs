namespace PasskeyBlazor.Providers;

/// <summary>The cookies that wait for the answer of a provider: one of correlation for each open sign-in, and one of its nonce.</summary>
internal static class ProviderCookies
{
    /// <summary>
    /// A browser with more open sign-ins has left most of them. Their cookies would fill the request header until a proxy refuses it.
    /// </summary>
    private const int MaxOpen = 3;

    public static string Correlation(IHostEnvironment environment) => AppCookies.Name("correlation.", environment);

    public static string Nonce(IHostEnvironment environment) => AppCookies.Name("nonce.", environment);

    /// <param name="name">The start of the name; the handler adds its own value.</param>
    public static void Shape(CookieBuilder cookie, string name, IHostEnvironment environment)
    {
        cookie.Name = name;
        cookie.Path = "/"; // the handler's default is the callback address, which a __Host- cookie cannot have
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = AppCookies.Secure(environment);
    }

    /// <summary>
    /// Deletes the cookies of all open sign-ins where there are too many. A cancelled sign-in leaves only its nonce, so each kind counts.
    /// </summary>
    public static void Sweep(HttpContext http, IHostEnvironment environment)
    {
        string[] kinds = [Correlation(environment), Nonce(environment)];
        var open = kinds.Select(kind => http.Request.Cookies.Keys.Where(name => name.StartsWith(kind, StringComparison.Ordinal)).ToList()).ToList();
        if (open.All(names => names.Count <= MaxOpen))
        {
            return;
        }

        foreach (var name in open.SelectMany(names => names))
        {
            http.Response.Cookies.Delete(name, AppCookies.Options(environment, http));
        }
    }
}
