using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Providers;

/// <summary>
/// The way back from a provider: the return address and the purpose of the request. They travel in the protected state, which is bound
/// to this browser. A short cookie keeps a copy, because an answer can come without its state, or with the state of another browser.
/// </summary>
public sealed class WayBack(BrowserCookie browser, IDataProtectionProvider protection, IHostEnvironment environment)
{
    private const string BrowserItem = "browser";

    private readonly string name = AppCookies.Name("way-back", environment);
    private readonly PropertiesDataFormat format = new(protection.CreateProtector("PasskeyBlazor.WayBack"));

    /// <summary>Binds the request to this browser and keeps the copy. The last request of a browser replaces the copy of an earlier one.</summary>
    public void Keep(HttpContext http, AuthenticationProperties properties)
    {
        properties.Items[BrowserItem] = HashOf(browser.Ensure(http));
        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = ProviderReturn.MaxTimeAway;
        http.Response.Cookies.Append(name, format.Protect(properties), cookie);
    }

    /// <summary>
    /// Whether this browser began the request. A sibling domain can plant cookies here, but none whose name begins with <c>__Host-</c>.
    /// </summary>
    public bool IsOfThisBrowser(HttpContext http, AuthenticationProperties? state) =>
        browser.Read(http) is { Length: > 0 } secret && state?.Items.TryGetValue(BrowserItem, out var hash) == true && hash == HashOf(secret);

    /// <summary>The state, or where it is lost or of another browser, the copy. Null where both are.</summary>
    public AuthenticationProperties? Find(HttpContext http, AuthenticationProperties? state) =>
        new[] { state, format.Unprotect(http.Request.Cookies[name]) }.FirstOrDefault(known => IsOfThisBrowser(http, known));

    /// <summary>
    /// Repeats the way back in the address of the last redirect, which may arrive without the cookie of the answer. The copy goes:
    /// both together would be a long header.
    /// </summary>
    public Task RepeatAsync(TicketReceivedContext context)
    {
        context.ReturnUri = ProviderReturn.Completed(Find(context.HttpContext, context.Properties));
        context.Response.Cookies.Delete(name, AppCookies.Options(environment, context.HttpContext));

        return Task.CompletedTask;
    }

    private static string HashOf(string secret) => Convert.ToHexString(PendingLink.BrowserOf(secret));
}
