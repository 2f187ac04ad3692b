using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>
/// The sign-in methods of the account that a pending link waits for. The sign-in page shows the one first that its owner used before.
/// Only a browser that has proved the address at a provider gets an answer, and it names no account there.
/// </summary>
public sealed class EarlierMethods(
    IDbContextFactory<AppDbContext> databases, PendingLinks links, BrowserCookie browser, LastUsedMethod lastUsedMethod, SignInMethods methods)
{
    /// <summary>
    /// The pending link that a sign-in with this return address leads back to. Null when the address leads elsewhere, the link has
    /// expired, or a session that has ended requested it.
    /// </summary>
    public async Task<PendingLink?> FindLinkAsync(HttpContext http, string returnUrl) =>
        LinkAddress.Is(returnUrl) && await links.FindAsync(browser.Read(http), http.RequestAborted) is { SessionId: null } link ? link : null;

    /// <summary>
    /// The methods of its owner, in the form of <see cref="LastUsedMethod"/>: the last used one of this browser, then the latest. A
    /// passkey that was never used comes last. Empty when none works any more.
    /// </summary>
    public async Task<IReadOnlyList<string>> ListAsync(HttpContext http, PendingLink link)
    {
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        var passkeys = await db.Passkeys.AsNoTracking().Where(p => p.UserId == link.UserId).ToListAsync(http.RequestAborted);
        var identities = await db.ExternalIdentities.AsNoTracking().Where(i => i.UserId == link.UserId).ToListAsync(http.RequestAborted);
        var own = methods.Among(passkeys, identities);
        var here = lastUsedMethod.Read(http);

        return
        [
            .. own.Passkeys.Select(p => (Method: LastUsedMethod.Of(p.Id), At: p.LastUsedAt))
                .Concat(own.Identities.Select(i => (Method: i.Provider, At: (DateTimeOffset?)i.LastUsedAt)))
                .OrderByDescending(used => used.Method == here)
                .ThenByDescending(used => used.At)
                .Select(used => used.Method),
        ];
    }
}
