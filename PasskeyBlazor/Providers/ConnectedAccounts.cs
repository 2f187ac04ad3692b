using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Providers;

/// <summary>The accounts at providers that are sign-in methods. Disconnects one for the owner of an open session.</summary>
public sealed partial class ConnectedAccounts(
    IDbContextFactory<AppDbContext> databases, Reauthentication reauthentication, SignInMethods signInMethods, TimeProvider clock, ILogger<ConnectedAccounts> logger)
{
    /// <summary>
    /// Removes an account at a provider as a sign-in method, and ends the sessions that it opened, unless it is the last sign-in
    /// method. Requires reauthentication. An account that does not exist or belongs to another user is silently ignored.
    /// </summary>
    /// <returns>Null, or the failure.</returns>
    public async Task<Failure?> DisconnectAsync(Guid sessionId, Guid identityId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        var session = await reauthentication.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var user = session.Value.User;
        var identities = await db.ExternalIdentities.Where(i => i.UserId == user.Id).OrderBy(i => i.CreatedAt).ToListAsync(cancellationToken);
        if (identities.SingleOrDefault(i => i.Id == identityId) is not { } identity)
        {
            return null;
        }

        await db.Sessions.Where(s => s.ExternalIdentityId == identityId).ExecuteDeleteAsync(cancellationToken);
        await db.PendingLinks.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        if (await signInMethods.Removable(db, user.Id, identity).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return Failure.OnlySignInMethod; // the transaction ends without a change
        }

        db.Entry(identity).State = EntityState.Detached;
        if (identity.IsProfileSource && identities.FirstOrDefault(i => i.Id != identityId) is { } next)
        {
            next.IsProfileSource = true;
            user.UseProfileOf(next);
        }

        if (identities.Count == 1)
        {
            user.IsEmailVerified = false; // no connected provider vouches for it any more
        }

        var hash = ExternalProfile.HashOf(identity.Issuer, identity.Subject);
        db.AccountEvents.Add(AccountEvent.In(
            session.Value, AccountEventKind.IdentityUnlinked, clock.GetUtcNow(), AccountEventDetail.Of(identity), identity.Provider, hash));
        db.Entry(session.Value).State = EntityState.Detached; // it may be one of the ended sessions
        await db.SaveChangesAsync(cancellationToken);
        await all.CommitAsync(cancellationToken);
        LogDisconnected(identity.Provider, user.Id, identity.Issuer, hash);
        return null;
    }

    [LoggerMessage(LogLevel.Information, "An account at {Provider} is no longer a way in for user {UserId}: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogDisconnected(string provider, Guid userId, string issuer, string subjectHash);
}
