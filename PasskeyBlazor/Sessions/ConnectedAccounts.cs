using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Sessions;

/// <summary>The accounts at providers that are ways into an account: disconnected here, for the owner of one open session.</summary>
public sealed partial class ConnectedAccounts(
    IDbContextFactory<AppDbContext> databases, RecentSignIn recentSignIn, WaysIn waysIn, TimeProvider clock, ILogger<ConnectedAccounts> logger)
{
    /// <summary>
    /// Takes an account at a provider away as a way in, and ends the sessions that it opened, unless it is the last one. Asks for a
    /// recent sign-in. One that is not there, or is somebody else's, is passed over without a word.
    /// </summary>
    /// <returns>Null, or why not.</returns>
    public async Task<Failure?> DisconnectAsync(Guid sessionId, Guid identityId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
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
        if (await waysIn.Removable(db, user.Id, identity).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return Failure.LastWayIn; // the transaction ends with nothing done
        }

        db.Entry(identity).State = EntityState.Detached;
        if (identity.IsShown && identities.FirstOrDefault(i => i.Id != identityId) is { } next)
        {
            next.IsShown = true;
            user.ShowAs(next);
        }

        if (identities.Count == 1)
        {
            user.IsEmailVerified = false; // nobody is left who vouches for it
        }

        var hash = ExternalProfile.HashOf(identity.Issuer, identity.Subject);
        db.Activities.Add(Activity.In(
            session.Value, ActivityKind.IdentityUnlinked, clock.GetUtcNow(), identity.Email ?? identity.Name, identity.Provider, hash));
        db.Entry(session.Value).State = EntityState.Detached; // it may be one of those that ended
        await db.SaveChangesAsync(cancellationToken);
        await all.CommitAsync(cancellationToken);
        LogDisconnected(identity.Provider, user.Id, identity.Issuer, hash);
        return null;
    }

    [LoggerMessage(LogLevel.Information, "An account at {Provider} is no longer a way in for user {UserId}: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogDisconnected(string provider, Guid userId, string issuer, string subjectHash);
}
