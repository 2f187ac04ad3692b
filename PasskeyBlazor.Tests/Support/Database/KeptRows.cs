using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>
/// All accounts and sessions in an app's database, to show that a refused request left nothing behind and
/// changed nothing. The refusal itself may be stored as an account event.
/// </summary>
public static class KeptRows
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A line for each row, with all that a sign-in, a link or an administrator could change. Not the last activity.</summary>
    public static async Task<IReadOnlyList<string>> KeptRowsAsync(this TestApp app)
    {
        await using var db = app.OpenDatabase();
        var users = await db.Users.AsNoTracking().ToListAsync(Cancel);
        var identities = await db.ExternalIdentities.AsNoTracking().ToListAsync(Cancel);
        var passkeys = await db.Passkeys.AsNoTracking().ToListAsync(Cancel);
        var sessions = await db.Sessions.AsNoTracking().ToListAsync(Cancel);
        var links = await db.PendingLinks.AsNoTracking().ToListAsync(Cancel);
        var spent = await db.SpentChallenges.AsNoTracking().ToListAsync(Cancel);

        return
        [
            .. users.Select(u => $"user {u.Id} {u.DisplayName} {u.Email} {u.IsEmailVerified} {u.PictureUrl} {u.DisabledAt:O} {string.Join(' ', u.Roles)}").Order(),
            .. identities.Select(i => $"identity {i.Id} {i.UserId} {i.Provider} {i.Issuer} {i.Subject} {i.Name} {i.Email} {i.IsEmailVerified} {i.PictureUrl} {i.IsProfileSource} {i.LastUsedAt:O}").Order(),
            .. passkeys.Select(p => $"passkey {p.Id} {p.UserId} {Convert.ToHexString(p.CredentialId)} {Convert.ToHexString(p.PublicKey)} {p.Name} {p.SignCount} {p.IsBackedUp} {p.IsDiscoverable} {p.LastUsedAt:O} {p.LastUsedBrowser} {p.LastUsedSystem} {p.RevokedAt:O}").Order(),
            .. sessions.Select(s => $"session {s.Id} {s.UserId} {s.AuthenticatedAt:O}").Order(),
            .. links.Select(l => $"link {Convert.ToHexString(l.Browser)} {l.UserId} {l.SessionId} {l.Provider} {l.Issuer} {l.Subject} {l.ExpiresAt:O}").Order(),
            .. spent.Select(c => $"spent {Convert.ToHexString(c.Challenge)}").Order(),
        ];
    }
}
