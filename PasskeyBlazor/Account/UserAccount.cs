using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Account;

/// <summary>Operations on the account as a whole: the summary, the profile source, the deletion.</summary>
public sealed partial class UserAccount(
    IDbContextFactory<AppDbContext> databases, Reauthentication reauthentication, TimeProvider clock, ILogger<UserAccount> logger)
{
    /// <summary>Reads the summary with one query. Null when the account does not exist.</summary>
    public async Task<AccountSummary?> SumUpAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Users
            .Where(u => u.Id == userId)
            .Select(u => new AccountSummary(
                u.Passkeys.Count,
                u.Passkeys.Count(p => p.RevokedAt == null && p.IsDiscoverable != false),
                u.ExternalIdentities.OrderBy(i => i.CreatedAt).Select(i => i.Provider).ToList(),
                db.Sessions.Count(s => s.UserId == userId && s.ExpiresAt > now),
                u.LastSignInAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Sets the profile source: name, email address and picture now come from this external identity. The identity of another
    /// user gives the same failure as one that does not exist.
    /// </summary>
    /// <returns>Null, or the reason of the failure.</returns>
    public async Task<Failure?> ShowAsync(Guid sessionId, Guid identityId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        var session = await reauthentication.FindAsync(db, sessionId, cancellationToken);
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
            identity.IsProfileSource = identity == shown;
        }

        user.UseProfileOf(shown);
        db.AccountEvents.Add(AccountEvent.In(session.Value, AccountEventKind.ProfileSourceChanged, clock.GetUtcNow(), way: shown.Provider));
        await db.SaveChangesAsync(cancellationToken);
        await all.CommitAsync(cancellationToken);

        return null;
    }

    /// <summary>Whether this user is the only administrator. The only administrator cannot delete the account.</summary>
    public async Task<bool> IsOnlyAdministratorAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await IsOnlyAdministratorAsync(db, userId, cancellationToken);
    }

    /// <summary>
    /// Deletes the account and all its data. The account events stay until the configured retention time ends, without the
    /// details that could identify the user.
    /// </summary>
    /// <returns>Null, or the reason of the failure.</returns>
    public async Task<Failure?> DeleteAsync(Guid sessionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        var session = await reauthentication.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var owner = session.Value.UserId;
        if (await IsOnlyAdministratorAsync(db, owner, cancellationToken))
        {
            return Failure.LastAdministrator;
        }

        // Sessions first: see the mapping of Session.
        await db.Sessions.Where(s => s.UserId == owner).ExecuteDeleteAsync(cancellationToken);
        // The database deletes the other rows of the user by cascade.
        await db.Users.Where(u => u.Id == owner).ExecuteDeleteAsync(cancellationToken);
        await db.AccountEvents.Where(a => a.UserId == owner).ExecuteUpdateAsync(
            set => set
                .SetProperty(a => a.Detail, (AccountEventDetail?)null)
                .SetProperty(a => a.Browser, (string?)null)
                .SetProperty(a => a.System, (string?)null)
                .SetProperty(a => a.Address, (string?)null)
                .SetProperty(a => a.Hash, (string?)null),
            cancellationToken);
        db.AccountEvents.Add(new AccountEvent { UserId = owner, At = clock.GetUtcNow(), Kind = AccountEventKind.AccountDeleted });
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
