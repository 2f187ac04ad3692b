using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Sessions;

/// <summary>Where a user is signed in: listed, and ended from one of the sessions themselves.</summary>
public sealed partial class UserSessions(
    IDbContextFactory<AppDbContext> databases, RecentSignIn recentSignIn, TimeProvider clock, ILogger<UserSessions> logger)
{
    /// <summary>Nobody looks through more of them, and nobody has to: the others are ended all at once.</summary>
    public const int MostShown = 100;

    /// <summary>The session that asks, and the others of its user, those used last first.</summary>
    public async Task<SessionList> ListAsync(SignedIn signedIn, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = db.Sessions.AsNoTracking().Where(s => s.UserId == signedIn.UserId && s.ExpiresAt > now);
        var others = open.Where(s => s.Id != signedIn.SessionId);

        return new SessionList(
            await WithItsWay(open).SingleOrDefaultAsync(s => s.Id == signedIn.SessionId, cancellationToken),
            await WithItsWay(others).OrderByDescending(s => s.LastSeenAt).Take(MostShown).ToListAsync(cancellationToken),
            await others.CountAsync(cancellationToken));
    }

    /// <summary>Ends another session of the same user. One that is not there, or is somebody else's, is passed over without a word.</summary>
    /// <returns>How many were ended; or null when the session that asks has ended itself.</returns>
    /// <remarks>No recent proof is asked for, because this only takes access away.</remarks>
    public Task<int?> EndOtherAsync(Guid sessionId, Guid otherId, CancellationToken cancellationToken = default) =>
        EndAsync(sessionId, otherId, cancellationToken);

    /// <summary>Ends all other sessions of the same user, however many there are, in one statement.</summary>
    /// <returns>How many were ended; or null when the session that asks has ended itself.</returns>
    public Task<int?> EndOthersAsync(Guid sessionId, CancellationToken cancellationToken = default) => EndAsync(sessionId, null, cancellationToken);

    private async Task<int?> EndAsync(Guid sessionId, Guid? only, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        if (await recentSignIn.FindOpenAsync(db, sessionId, cancellationToken) is not { } session)
        {
            return null;
        }

        var owner = session.UserId;
        var others = db.Sessions.Where(s => s.UserId == owner && s.Id != sessionId && (only == null || s.Id == only));
        var one = only is null ? null : await others.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var ended = await others.ExecuteDeleteAsync(cancellationToken);
        if (ended > 0)
        {
            await db.PendingLinks.Where(l => l.UserId == owner).ExecuteDeleteAsync(cancellationToken);
            var detail = one is null ? Text.Activity_SessionsEndedAll.With(ended) : BrowserName.Of(one.Browser, one.System);
            db.Activities.Add(Activity.In(session, ActivityKind.SessionsEnded, clock.GetUtcNow(), detail));
            await db.SaveChangesAsync(cancellationToken);
            LogEnded(owner, ended);
        }

        await all.CommitAsync(cancellationToken);
        return ended;
    }

    private static IQueryable<Session> WithItsWay(IQueryable<Session> sessions) => sessions.Include(s => s.Passkey).Include(s => s.ExternalIdentity);

    [LoggerMessage(LogLevel.Information, "User {UserId} ended {Count} other sessions.")]
    private partial void LogEnded(Guid userId, int count);
}
