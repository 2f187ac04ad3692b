using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The accounts that people signed in to in this browser, in a cookie that outlives their sessions. A sign-in to any other account is the
/// first one from this browser. The cookie is sealed, so that a stranger can neither read nor write the ids.
/// </summary>
public sealed class BrowserAccounts(IHostEnvironment environment, IDataProtectionProvider protection)
{
    /// <summary>Several people may share a browser. The accounts that are used least recently are forgotten.</summary>
    private const int Max = 8;

    private const char Separator = '.';

    /// <summary>The longest lifetime that browsers accept for a cookie.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly string name = AppCookies.Name("accounts", environment);
    private readonly IDataProtector seal = protection.CreateProtector(typeof(BrowserAccounts).FullName!);

    public bool Contains(HttpContext http, Guid userId) => Read(http).Contains(userId);

    public void Add(HttpContext http, Guid userId)
    {
        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = Lifetime;
        var ids = Read(http).Prepend(userId).Distinct().Take(Max);
        http.Response.Cookies.Append(name, seal.Protect(string.Join(Separator, ids.Select(id => $"{id:N}"))), cookie);
    }

    /// <summary>The latest first. Nothing from a cookie that is not sealed here, or with keys that are gone.</summary>
    private IEnumerable<Guid> Read(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[name] is { } value ? [.. seal.Unprotect(value).Split(Separator).Select(Guid.Parse)] : [];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
