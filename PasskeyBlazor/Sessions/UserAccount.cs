using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Sessions;

/// <summary>The account as a whole: summed up, shown as one of its accounts at providers says, and deleted.</summary>
public sealed partial class UserAccount(
    IDbContextFactory<AppDbContext> databases, RecentSignIn recentSignIn, TimeProvider clock, ILogger<UserAccount> logger)
{
    /// <summary>One query; null when the account is gone.</summary>
    public async Task<AccountFigures?> SumUpAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Users
            .Where(u => u.Id == userId)
            .Select(u => new AccountFigures(
                u.Passkeys.Count,
                u.Passkeys.Count(p => p.RevokedAt == null && p.IsDiscoverable != false),
                u.ExternalIdentities.OrderBy(i => i.CreatedAt).Select(i => i.Provider).ToList(),
                db.Sessions.Count(s => s.UserId == userId && s.ExpiresAt > now),
                u.LastSignInAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>From now on name, address and picture are this account's. Somebody else's is not there, like one that never was.</summary>
    /// <returns>Null, or why not.</returns>
    public async Task<Failure?> ShowAsync(Guid sessionId, Guid identityId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var user = session.Value.User;
        var identities = await db.ExternalIdentities.Where(i => i.UserId == user.Id).ToListAsync(cancellationToken);
        if (identities.SingleOrDefault(i => i.Id == identityId) is not { } shown)
        {
            return Failure.NotThere;
        }

        foreach (var identity in identities)
        {
            identity.IsShown = identity == shown;
        }

        user.ShowAs(shown);
        db.Activities.Add(Activity.In(session.Value, ActivityKind.ShownChanged, clock.GetUtcNow(), way: shown.Provider));
        await db.SaveChangesAsync(cancellationToken);
        await all.CommitAsync(cancellationToken);

        return null;
    }

    /// <summary>Whether nobody could administer without this user, who therefore has to stay.</summary>
    public async Task<bool> IsOnlyAdministratorAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await IsOnlyAdministratorAsync(db, userId, cancellationToken);
    }

    /// <summary>
    /// Deletes the account with everything that belongs to it. What happened to it stays for as long as the operator says, without
    /// what would tell whose it was.
    /// </summary>
    /// <returns>Null, or why not.</returns>
    public async Task<Failure?> DeleteAsync(Guid sessionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var owner = session.Value.UserId;
        if (await IsOnlyAdministratorAsync(db, owner, cancellationToken))
        {
            return Failure.LastAdministrator;
        }

        await db.Sessions.Where(s => s.UserId == owner).ExecuteDeleteAsync(cancellationToken); // first, see their mapping
        await db.Users.Where(u => u.Id == owner).ExecuteDeleteAsync(cancellationToken); // and with it everything else that is theirs
        await db.Activities.Where(a => a.UserId == owner).ExecuteUpdateAsync(
            set => set
                .SetProperty(a => a.Detail, (string?)null)
                .SetProperty(a => a.Browser, (string?)null)
                .SetProperty(a => a.System, (string?)null)
                .SetProperty(a => a.Address, (string?)null)
                .SetProperty(a => a.Hash, (string?)null),
            cancellationToken);
        db.Activities.Add(new Activity { UserId = owner, At = clock.GetUtcNow(), Kind = ActivityKind.AccountDeleted });
        await db.SaveChangesAsync(cancellationToken);
        await all.CommitAsync(cancellationToken);
        LogDeleted(owner);

        return null;
    }

    private static async Task<bool> IsOnlyAdministratorAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var administrators = db.Users.Where(u => u.DisabledAt == null && u.Roles.Contains(Roles.Administrator)).Select(u => u.Id);

        return await administrators.ContainsAsync(userId, cancellationToken)
            && !await administrators.AnyAsync(id => id != userId, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was deleted, because the person wanted it.")]
    private partial void LogDeleted(Guid userId);
}
