using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Passkeys;

/// <summary>Lists, renames and removes the passkeys of a user. Each change requires an open session of the owner.</summary>
public sealed partial class UserPasskeys(
    IDbContextFactory<AppDbContext> databases, AccountChanges changes, SignInMethods signInMethods, TimeProvider clock, ILogger<UserPasskeys> logger)
{
    public const int MaxNameLength = 100;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Passkey>> ListAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Passkeys.AsNoTracking()
            .Where(p => p.UserId == userId)
            .OrderByDescending(p => p.CreatedAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The open sessions that a passkey opened. Its removal ends them.</summary>
    public async Task<IReadOnlyList<Guid>> SessionsOfAsync(Guid userId, Guid passkeyId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Sessions
            .Where(Session.IsOpenAt(clock.GetUtcNow()))
            .Where(s => s.PasskeyId == passkeyId && s.UserId == userId)
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Renames a passkey; an empty name keeps the old one. A passkey of another user fails like one that does not exist.
    /// </summary>
    /// <returns>The passkey with its new name, which may differ from the typed one, or the failure.</returns>
    public Task<Result<Passkey>> RenameAsync(Guid sessionId, Guid passkeyId, string? typed, CancellationToken cancellationToken = default) =>
        TryRenameAsync(sessionId, passkeyId, typed, cancellationToken).OrAsync<Result<Passkey>>(Failure.NotSaved, LogNotSaved);

    /// <summary>Removes a passkey and ends the sessions that it opened, unless it is the only sign-in method of the account.</summary>
    /// <returns>Null, or the failure.</returns>
    public Task<Failure?> RemoveAsync(Guid sessionId, Guid passkeyId, CancellationToken cancellationToken = default) =>
        TryRemoveAsync(sessionId, passkeyId, cancellationToken).OrAsync(Failure.NotSaved, LogNotSaved);

    /// <summary>
    /// Removes a passkey in the transaction of an authorized caller, and ends the sessions that it opened.
    /// </summary>
    /// <returns>False when the passkey does not exist, or is the only sign-in method. Then the caller must not commit.</returns>
    public async Task<bool> RemoveInTransactionAsync(AppDbContext db, Guid owner, Guid passkeyId, CancellationToken cancellationToken)
    {
        var sessions = db.Sessions.Where(s => s.PasskeyId == passkeyId && s.UserId == owner);
        await SessionEnd.ExecuteAsync(db, sessions, owner, cancellationToken);

        return await signInMethods.Removable(db, owner, passkeyId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private Task<Result<Passkey>> TryRenameAsync(Guid sessionId, Guid passkeyId, string? typed, CancellationToken cancellationToken) =>
        changes.RunAsync<Passkey>(sessionId, (db, session) =>
        {
            var all = session.User.Passkeys;
            if (all.SingleOrDefault(p => p.Id == passkeyId) is not { } passkey)
            {
                return Task.FromResult<Result<Passkey>>(Failure.PasskeyGone);
            }

            var name = SingleLine.Clean(typed, MaxNameLength) is { } clean
                ? PasskeyName.Among(all.Where(p => p != passkey).Select(p => p.Name).OfType<string>(), clean)
                : passkey.Name;
            if (name != passkey.Name)
            {
                var detail = AccountEventDetail.Of(passkey) with { NewName = name };
                db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.PasskeyRenamed, clock.GetUtcNow(), detail));
                passkey.Name = name;
            }

            return Task.FromResult<Result<Passkey>>(passkey);
        }, cancellationToken);

    private async Task<Failure?> TryRemoveAsync(Guid sessionId, Guid passkeyId, CancellationToken cancellationToken)
    {
        var removed = await changes.RunAsync<User>(sessionId, async (db, session) =>
        {
            var owner = session.User;
            if (!await RemoveInTransactionAsync(db, owner.Id, passkeyId, cancellationToken))
            {
                // Nothing is committed. Find the reason.
                return owner.Passkeys.Any(p => p.Id == passkeyId) ? Failure.OnlySignInMethod : Failure.PasskeyGone;
            }

            var detail = AccountEventDetail.Of(owner.Passkeys.Single(p => p.Id == passkeyId));
            db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.PasskeyRemoved, clock.GetUtcNow(), detail));
            return owner;
        }, cancellationToken);
        if (!removed.Succeeded)
        {
            return removed.Failure;
        }

        LogRemoved(passkeyId, removed.Value.Id);
        return null;
    }

    [LoggerMessage(LogLevel.Error, "A change of a passkey could not be saved.")]
    private partial void LogNotSaved(Exception fault);

    [LoggerMessage(LogLevel.Information, "Passkey {PasskeyId} was removed from user {UserId}.")]
    private partial void LogRemoved(Guid passkeyId, Guid userId);
}
