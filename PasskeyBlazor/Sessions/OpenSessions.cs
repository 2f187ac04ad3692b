using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>Checks for requests and circuits whether a session is still open, and who its user is.</summary>
public sealed partial class OpenSessions(IDbContextFactory<AppDbContext> databases, IOptions<SessionLifetimes> lives, TimeProvider clock, ILogger<OpenSessions> logger)
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

    /// <summary>Whether the session is open, for a circuit. Null when the database does not answer.</summary>
    public Task<bool?> IsOpenAsync(SignedIn signedIn, CancellationToken cancellationToken)
    {
        return AskAsync().OrAsync(null, LogNotAsked);

        async Task<bool?> AskAsync() => await FindAsync(signedIn, cancellationToken) is not null;
    }

    /// <summary>
    /// Extends the idle end after user activity. Writes at most once per minute, and never reopens an ended session. A database that
    /// does not save it is only logged: the page is more important than the time of the last activity.
    /// </summary>
    public Task TouchAsync(Session session, CancellationToken cancellationToken) => SaveActivityAsync(session, cancellationToken).IsAnsweredAsync(LogActivityNotSaved);

    /// <summary>The same for activity in a circuit.</summary>
    public Task TouchAsync(SignedIn signedIn, CancellationToken cancellationToken)
    {
        return FindAndSaveAsync().IsAnsweredAsync(LogActivityNotSaved);

        async Task FindAndSaveAsync()
        {
            if (await FindAsync(signedIn, cancellationToken) is { } session)
            {
                await SaveActivityAsync(session, cancellationToken);
            }
        }
    }

    private async Task SaveActivityAsync(Session session, CancellationToken cancellationToken)
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

    [LoggerMessage(LogLevel.Warning, "A session in a circuit could not be checked; its last answer counts for some minutes.")]
    private partial void LogNotAsked(Exception fault);

    [LoggerMessage(LogLevel.Warning, "Activity of a session could not be saved.")]
    private partial void LogActivityNotSaved(Exception fault);
}
