using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The ids of the passkeys that were created or used in this browser, in a cookie that outlives the session and a sign-in by a provider.
/// The cookie proves nothing: the app only compares the ids with the passkeys of the signed-in user. So the id of a removed passkey
/// means nothing.
/// </summary>
public sealed class BrowserPasskeys(IHostEnvironment environment)
{
    /// <summary>Several people may share a browser. The ids that are used least recently are forgotten.</summary>
    private const int Max = 8;

    private const char Separator = '.';

    /// <summary>The longest lifetime that browsers accept for a cookie.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly string name = AppCookies.Name("passkeys", environment);

    /// <summary>The latest first.</summary>
    public Guid[] Read(HttpContext http) =>
        [.. (http.Request.Cookies[name] ?? "").Split(Separator, Max + 1).Take(Max).Select(text => Guid.TryParseExact(text, "N", out var id) ? id : default).Where(id => id != default)];

    /// <summary>Adds a passkey that has just answered, unless it is on another device: a phone or a security key.</summary>
    public void Add(HttpContext http, Guid passkeyId, string credentialJson)
    {
        if (!RelyingParty.IsOfOtherDevice(credentialJson))
        {
            Add(http, passkeyId);
        }
    }

    public void Add(HttpContext http, Guid passkeyId)
    {
        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = Lifetime;
        var ids = Read(http).Prepend(passkeyId).Distinct().Take(Max);
        http.Response.Cookies.Append(name, string.Join(Separator, ids.Select(id => $"{id:N}")), cookie);
    }
}
