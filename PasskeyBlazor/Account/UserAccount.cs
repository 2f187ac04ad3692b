using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Account;

/// <summary>Operations on the account as a whole: the summary, the profile source, the deletion.</summary>
public sealed partial class UserAccount(
    IDbContextFactory<AppDbContext> databases, AccountChanges changes, TimeProvider clock, ILogger<UserAccount> logger)
{
    /// <summary>Reads the summary with one query. Null when the account does not exist.</summary>
    public async Task<AccountSummary?> SumUpAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        var isOpen = Session.IsOpenAt(clock.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Users
            .Where(u => u.Id == userId)
            .Select(u => new AccountSummary(
                u.Passkeys.Count,
                u.Passkeys.AsQueryable().Count(Passkey.IsSignInMethod),
                u.ExternalIdentities.OrderBy(i => i.CreatedAt).Select(i => i.Provider).ToList(),
                db.Sessions.Where(isOpen).Count(s => s.UserId == userId),
                u.LastSignInAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Sets the profile source: name, email address and picture now come from this external identity. The identity of another
    /// user gives the same failure as one that does not exist.
    /// </summary>
    /// <returns>Null, or <see cref="Failure.SignedOut"/>, <see cref="Failure.ReauthenticationNeeded"/> or <see cref="Failure.NotThere"/>.</returns>
    public Task<Failure?> ShowAsync(Guid sessionId, Guid identityId, CancellationToken cancellationToken = default) =>
        changes.RunAsync(sessionId, async (db, session) =>
        {
            var user = session.User;
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
            db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.ProfileSourceChanged, clock.GetUtcNow(), method: shown.Provider));
            return null;
        }, cancellationToken);

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
    /// <returns>Null, or <see cref="Failure.SignedOut"/>, <see cref="Failure.ReauthenticationNeeded"/> or <see cref="Failure.LastAdministrator"/>.</returns>
    public async Task<Failure?> DeleteAsync(Guid sessionId, CancellationToken cancellationToken = default)
    {
        var deleted = await changes.RunAsync<User>(sessionId, async (db, session) =>
        {
            var owner = session.UserId;
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
            return session.User;
        }, cancellationToken);
        if (!deleted.Succeeded)
        {
            return deleted.Failure;
        }

        LogDeleted(deleted.Value.Id);
        return null;
    }

    private static async Task<bool> IsOnlyAdministratorAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var administrators = db.Users.Where(User.IsAdministrator).Select(u => u.Id);

        return await administrators.ContainsAsync(userId, cancellationToken)
            && !await administrators.AnyAsync(id => id != userId, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was deleted, because the person wanted it.")]
    private partial void LogDeleted(Guid userId);
}
