using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Administration;

/// <summary>
/// One action of an administrator in one serializable transaction. The transaction first checks in the database that the user
/// still is an administrator. The page or the role claim can be out of date.
/// </summary>
public sealed partial class AdministratorWork(AccountChanges changes, ILogger<AdministratorWork> logger)
{
    /// <summary>Does the work and saves it. After a failure, nothing is changed.</summary>
    /// <param name="sessionId">The administrator's own session.</param>
    /// <param name="kind">The kind of the action, for the log.</param>
    /// <param name="subject">The target of the action: the id of a user or the AAGUID of an authenticator model.</param>
    /// <param name="work">Does the action with the administrator's session. It returns null, or the reason of a failure.</param>
    /// <returns>Null, or the reason of the failure.</returns>
    public async Task<Failure?> DoAsync(
        Guid sessionId, AccountEventKind kind, Guid subject, Func<AppDbContext, Session, Task<Failure?>> work, CancellationToken cancellationToken)
    {
        var done = await DoAsync<Session>(
            sessionId, kind, subject, async (db, administrator) => await work(db, administrator) is { } failure ? failure : administrator, cancellationToken);

        return done.Succeeded ? null : done.Failure;
    }

    /// <summary>The same for work with a value.</summary>
    /// <returns>The value, or the reason of the failure.</returns>
    public async Task<Result<T>> DoAsync<T>(
        Guid sessionId, AccountEventKind kind, Guid subject, Func<AppDbContext, Session, Task<Result<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        Session? actor = null;
        var done = await changes.RunAsync<T>(sessionId, async (db, administrator) =>
        {
            if (!administrator.User.Roles.Contains(Roles.Administrator))
            {
                LogRefused(administrator.UserId, kind, subject);
                return Failure.NotAdministrator;
            }

            actor = administrator;
            return await work(db, administrator);
        }, cancellationToken).OrAsync<Result<T>>(Failure.NotSaved, fault => LogNotSaved(kind, subject, fault));
        if (done.Succeeded)
        {
            LogDone(actor!.UserId, actor.Address, kind, subject);
        }

        return done;
    }

    [LoggerMessage(LogLevel.Information, "Administrator {ActorId}, at {Address}: {Kind} of {Subject}.")]
    private partial void LogDone(Guid actorId, string? address, AccountEventKind kind, Guid subject);

    [LoggerMessage(LogLevel.Warning, "User {UserId} is no administrator any more and was refused: {Kind} of {Subject}.")]
    private partial void LogRefused(Guid userId, AccountEventKind kind, Guid subject);

    [LoggerMessage(LogLevel.Error, "What an administrator did could not be saved: {Kind} of {Subject}.")]
    private partial void LogNotSaved(AccountEventKind kind, Guid subject, Exception fault);
}
