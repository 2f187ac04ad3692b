using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Administration;

/// <summary>
/// One thing that an administrator does: a serializable transaction that begins by asking whether they still are one. What a page
/// showed, or a claim says, is of some time ago.
/// </summary>
public sealed partial class AdministratorWork(IDbContextFactory<AppDbContext> databases, RecentSignIn recentSignIn, ILogger<AdministratorWork> logger)
{
    /// <summary>Does it and saves, or leaves everything as it was.</summary>
    /// <param name="sessionId">The administrator's own session.</param>
    /// <param name="kind">What is done, for the log.</param>
    /// <param name="subject">To whom or what: the id of a user, or of a make.</param>
    /// <param name="work">Given the administrator's session, does it, and says why not if not.</param>
    /// <returns>Null, or why not.</returns>
    public async Task<Failure?> DoAsync(
        Guid sessionId, ActivityKind kind, Guid subject, Func<AppDbContext, Session, Task<Failure?>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var all = await db.BeginWriteAsync(cancellationToken);
            var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
            if (!session.Succeeded)
            {
                return session.Failure;
            }

            var administrator = session.Value;
            if (!administrator.User.Roles.Contains(Roles.Administrator))
            {
                LogRefused(administrator.UserId, kind, subject);
                return Failure.NotAdministrator;
            }

            if (await work(db, administrator) is { } failure)
            {
                return failure;
            }

            await db.SaveChangesAsync(cancellationToken);
            await all.CommitAsync(cancellationToken);
            LogDone(administrator.UserId, administrator.Address, kind, subject);
            return null;
        }
        catch (Exception fault) when (fault is DbUpdateException or DbException)
        {
            LogNotSaved(kind, subject, fault);
            return Failure.NotSaved;
        }
    }

    [LoggerMessage(LogLevel.Information, "Administrator {ActorId}, at {Address}: {Kind} of {Subject}.")]
    private partial void LogDone(Guid actorId, string? address, ActivityKind kind, Guid subject);

    [LoggerMessage(LogLevel.Warning, "User {UserId} is no administrator any more and was refused: {Kind} of {Subject}.")]
    private partial void LogRefused(Guid userId, ActivityKind kind, Guid subject);

    [LoggerMessage(LogLevel.Error, "What an administrator did could not be saved: {Kind} of {Subject}.")]
    private partial void LogNotSaved(ActivityKind kind, Guid subject, Exception fault);
}
