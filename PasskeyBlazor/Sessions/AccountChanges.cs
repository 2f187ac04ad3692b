using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Runs a change for the user of a session, in one serializable transaction that first checks the session and its last
/// authentication (<see cref="Reauthentication"/>). After a collision with another change it begins again.
/// </summary>
public sealed class AccountChanges(IDbContextFactory<AppDbContext> databases, Reauthentication reauthentication)
{
    /// <summary>Saves the changes of the work if it succeeds. After a failure or an exception, nothing is changed.</summary>
    /// <param name="sessionId">The session in which the user requests the change.</param>
    /// <param name="work">
    /// The change, with a context of its own and the session, its user and the user's passkeys. It leaves nothing behind outside
    /// the context. The caller writes its success to the log after the commit.
    /// </param>
    /// <returns>The value of the work, its failure, or a failure of <see cref="Reauthentication.FindAsync(AppDbContext, Guid, CancellationToken)"/>.</returns>
    public Task<Result<T>> RunAsync<T>(
        Guid sessionId, Func<AppDbContext, Session, Task<Result<T>>> work, CancellationToken cancellationToken)
        where T : class => UnitOfWork.RunAsync(() => RunOnceAsync(sessionId, work, cancellationToken), cancellationToken);

    /// <summary>The same for work without a value.</summary>
    /// <returns>Null, or the reason of the failure.</returns>
    public async Task<Failure?> RunAsync(Guid sessionId, Func<AppDbContext, Session, Task<Failure?>> work, CancellationToken cancellationToken)
    {
        var result = await RunAsync<Session>(
            sessionId, async (db, session) => await work(db, session) is { } failure ? failure : session, cancellationToken);

        return result.Succeeded ? null : result.Failure;
    }

    private async Task<Result<T>> RunOnceAsync<T>(
        Guid sessionId, Func<AppDbContext, Session, Task<Result<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        var session = await reauthentication.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var result = await work(db, session.Value);
        if (result.Succeeded)
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }
}
