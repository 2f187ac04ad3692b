using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>Checks for requests and circuits whether a session is still open, and who its user is.</summary>
public sealed class OpenSessions(IDbContextFactory<AppDbContext> databases, IOptions<SessionLifetimes> lives, TimeProvider clock)
{
    /// <summary>New activity within this time after the last saved activity is not saved.</summary>
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Reads the session with its user and its sign-in method in one query. Null when the session has ended or the user is
    /// disabled.
    /// </summary>
    public async Task<Session?> FindAsync(SignedIn signedIn, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Sessions.AsNoTracking()
            .Include(s => s.User)
            .Include(s => s.ExternalIdentity)
            .Where(Session.IsOpenAt(clock.GetUtcNow()))
            .SingleOrDefaultAsync(s => s.Id == signedIn.SessionId && s.UserId == signedIn.UserId, cancellationToken);
    }

    /// <summary>Extends the idle end after user activity. Writes at most once per minute, and never reopens an ended session.</summary>
    public async Task TouchAsync(Session session, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - session.LastSeenAt < SaveInterval)
        {
            return;
        }

        var end = lives.Value.EndOf(session.IsPersistent, session.CreatedAt, now);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Sessions
            .Where(Session.IsOpenAt(now))
            .Where(s => s.Id == session.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now).SetProperty(s => s.ExpiresAt, end), cancellationToken);
    }
}
