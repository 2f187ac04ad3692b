using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Passkeys;

/// <summary>Lists, renames and removes the passkeys of a user. Each change requires an open session of the owner.</summary>
public sealed partial class UserPasskeys(
    IDbContextFactory<AppDbContext> databases, Reauthentication reauthentication, SignInMethods signInMethods, TimeProvider clock, ILogger<UserPasskeys> logger)
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
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Sessions
            .Where(s => s.PasskeyId == passkeyId && s.UserId == userId && s.ExpiresAt > now)
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Renames a passkey; an empty name keeps the old one. A passkey of another user fails like one that does not exist.
    /// </summary>
    /// <returns>The passkey with its new name, which may differ from the typed one, or the failure.</returns>
    public Task<Result<Passkey>> RenameAsync(Guid sessionId, Guid passkeyId, string? typed, CancellationToken cancellationToken = default) =>
        OrNotSavedAsync(() => TryRenameAsync(sessionId, passkeyId, typed, cancellationToken), Failure.NotSaved);

    /// <summary>Removes a passkey and ends the sessions that it opened, unless it is the last sign-in method of the account.</summary>
    /// <returns>Null, or the failure.</returns>
    public Task<Failure?> RemoveAsync(Guid sessionId, Guid passkeyId, CancellationToken cancellationToken = default) =>
        OrNotSavedAsync(() => TryRemoveAsync(sessionId, passkeyId, cancellationToken), Failure.NotSaved);

    /// <summary>
    /// Removes a passkey in the transaction of an authorized caller, and ends the sessions that it opened. Nothing changes if the
    /// caller does not commit.
    /// </summary>
    /// <returns>False when the passkey does not exist, or is the last sign-in method.</returns>
    public async Task<bool> TakeAsync(AppDbContext db, Guid owner, Guid passkeyId, CancellationToken cancellationToken)
    {
        await db.Sessions
            .Where(s => s.PasskeyId == passkeyId && s.UserId == owner)
            .ExecuteDeleteAsync(cancellationToken);
        await db.PendingLinks.Where(l => l.UserId == owner).ExecuteDeleteAsync(cancellationToken);

        return await signInMethods.Removable(db, owner, passkeyId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>A database that cannot save at the moment becomes a failure, and does not end the calling circuit.</summary>
    private async Task<T> OrNotSavedAsync<T>(Func<Task<T>> change, T notSaved)
    {
        try
        {
            return await change();
        }
        catch (Exception fault) when (fault is DbUpdateException or DbException)
        {
            LogNotSaved(fault);
            return notSaved;
        }
    }

    private async Task<Result<Passkey>> TryRenameAsync(Guid sessionId, Guid passkeyId, string? typed, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var both = await db.BeginWriteAsync(cancellationToken);
        var session = await reauthentication.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var all = session.Value.User.Passkeys;
        if (all.SingleOrDefault(p => p.Id == passkeyId) is not { } passkey)
        {
            return Failure.PasskeyGone;
        }

        var name = SingleLine.Clean(typed, MaxNameLength) is { } line
            ? PasskeyName.Among(all.Where(p => p != passkey).Select(p => p.Name).OfType<string>(), line)
            : passkey.Name;
        if (name == passkey.Name)
        {
            return passkey;
        }

        var detail = AccountEventDetail.Of(passkey) with { NewName = name };
        db.AccountEvents.Add(AccountEvent.In(session.Value, AccountEventKind.PasskeyRenamed, clock.GetUtcNow(), detail));
        passkey.Name = name;
        await db.SaveChangesAsync(cancellationToken);
        await both.CommitAsync(cancellationToken);
        return passkey;
    }

    private async Task<Failure?> TryRemoveAsync(Guid sessionId, Guid passkeyId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var both = await db.BeginWriteAsync(cancellationToken);
        var session = await reauthentication.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var owner = session.Value.UserId;
        if (!await TakeAsync(db, owner, passkeyId, cancellationToken))
        {
            // The transaction changed nothing. Find the reason.
            var isTheirs = await db.Passkeys.AnyAsync(p => p.Id == passkeyId && p.UserId == owner, cancellationToken);
            return isTheirs ? Failure.OnlySignInMethod : Failure.PasskeyGone;
        }

        db.AccountEvents.Add(AccountEvent.In(
            session.Value, AccountEventKind.PasskeyRemoved, clock.GetUtcNow(), AccountEventDetail.Of(session.Value.User.Passkeys.Single(p => p.Id == passkeyId))));
        await db.SaveChangesAsync(cancellationToken);
        await both.CommitAsync(cancellationToken);
        LogRemoved(passkeyId, owner);
        return null;
    }

    [LoggerMessage(LogLevel.Error, "A change of a passkey could not be saved.")]
    private partial void LogNotSaved(Exception fault);

    [LoggerMessage(LogLevel.Information, "Passkey {PasskeyId} was removed from user {UserId}.")]
    private partial void LogRemoved(Guid passkeyId, Guid userId);
}
