using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>Lists the sessions of a user, and ends them from another session of the same user.</summary>
public sealed partial class UserSessions(
    IDbContextFactory<AppDbContext> databases, Reauthentication reauthentication, TimeProvider clock, ILogger<UserSessions> logger)
{
    /// <summary>A limit for the list. The user does not need more rows, because one action ends all other sessions.</summary>
    public const int MaxShown = 100;

    /// <summary>Lists the session of the request and the other sessions of its user, the last used first.</summary>
    public async Task<SessionList> ListAsync(SignedIn signedIn, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = db.Sessions.AsNoTracking().Where(Session.IsOpenAt(clock.GetUtcNow())).Where(s => s.UserId == signedIn.UserId);
        var others = open.Where(s => s.Id != signedIn.SessionId);

        return new SessionList(
            await WithMethod(open).SingleOrDefaultAsync(s => s.Id == signedIn.SessionId, cancellationToken),
            await WithMethod(others).OrderByDescending(s => s.LastSeenAt).Take(MaxShown).ToListAsync(cancellationToken),
            await others.CountAsync(cancellationToken));
    }

    /// <summary>Ends another session of the same user. An unknown id or another user's session is ignored without an error.</summary>
    /// <returns>The number of ended sessions. Null when the session of the request has ended.</returns>
    /// <remarks>No reauthentication is required, because this only removes access.</remarks>
    public Task<int?> EndOtherAsync(Guid sessionId, Guid otherId, CancellationToken cancellationToken = default) =>
        EndAsync(sessionId, otherId, cancellationToken);

    /// <summary>Ends all other sessions of the same user with one statement.</summary>
    /// <returns>The number of ended sessions. Null when the session of the request has ended.</returns>
    public Task<int?> EndOthersAsync(Guid sessionId, CancellationToken cancellationToken = default) => EndAsync(sessionId, null, cancellationToken);

    private Task<int?> EndAsync(Guid sessionId, Guid? only, CancellationToken cancellationToken) =>
        UnitOfWork.RunAsync(() => EndOnceAsync(sessionId, only, cancellationToken), cancellationToken);

    private async Task<int?> EndOnceAsync(Guid sessionId, Guid? only, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (await reauthentication.FindOpenAsync(db, sessionId, cancellationToken) is not { } session)
        {
            return null;
        }

        var owner = session.UserId;
        var others = db.Sessions.Where(s => s.UserId == owner && s.Id != sessionId && (only == null || s.Id == only));
        var ended = await others.CountAsync(cancellationToken);
        if (ended == 0)
        {
            return 0;
        }

        var detail = only is null
            ? new AccountEventDetail { Sessions = ended }
            : AccountEventDetail.Of(await others.AsNoTracking().SingleAsync(cancellationToken));
        await SessionEnd.ExecuteAsync(db, others, owner, cancellationToken);
        db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.SessionsEnded, clock.GetUtcNow(), detail));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogEnded(owner, ended);
        return ended;
    }

    private static IQueryable<Session> WithMethod(IQueryable<Session> sessions) => sessions.Include(s => s.Passkey).Include(s => s.ExternalIdentity);

    [LoggerMessage(LogLevel.Information, "User {UserId} ended {Count} other sessions.")]
    private partial void LogEnded(Guid userId, int count);
}
