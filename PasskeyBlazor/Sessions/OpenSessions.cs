using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>One question, asked by requests and circuits alike: is this session still open, and whose is it?</summary>
public sealed class OpenSessions(IDbContextFactory<AppDbContext> databases, IOptions<SessionLives> lives, TimeProvider clock)
{
    /// <summary>Activity within this time of the last is not saved again.</summary>
    private static readonly TimeSpan SavedAtMostEvery = TimeSpan.FromMinutes(1);

    /// <summary>One query: the session with its user and the way it was opened; null when it has ended, or its user may not be here.</summary>
    public async Task<Session?> FindAsync(SignedIn signedIn, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Sessions.AsNoTracking()
            .Include(s => s.User)
            .Include(s => s.ExternalIdentity)
            .SingleOrDefaultAsync(
                s => s.Id == signedIn.SessionId && s.UserId == signedIn.UserId && s.ExpiresAt > now && s.User.DisabledAt == null, cancellationToken);
    }

    /// <summary>Moves the idle end, because the person did something. Writes at most once a minute, and never revives an ended session.</summary>
    public async Task TouchAsync(Session session, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - session.LastSeenAt < SavedAtMostEvery)
        {
            return;
        }

        var end = lives.Value.EndOf(session.IsPersistent, session.CreatedAt, now);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Sessions
            .Where(s => s.Id == session.Id && s.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now).SetProperty(s => s.ExpiresAt, end), cancellationToken);
    }
}
