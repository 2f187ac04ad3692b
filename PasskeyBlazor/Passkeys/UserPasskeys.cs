using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>The passkeys that a user owns: listed, renamed and removed, always for the owner of one open session.</summary>
public sealed partial class UserPasskeys(
    IDbContextFactory<AppDbContext> databases, RecentSignIn recentSignIn, WaysIn waysIn, TimeProvider clock, ILogger<UserPasskeys> logger)
{
    public const int LongestName = 100;

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Passkey>> ListAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Passkeys.AsNoTracking()
            .Where(p => p.UserId == userId)
            .OrderByDescending(p => p.CreatedAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The open sessions that a passkey opened, and that would end with it.</summary>
    public async Task<IReadOnlyList<Guid>> SessionsOfAsync(Guid userId, Guid passkeyId, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Sessions
            .Where(s => s.PasskeyId == passkeyId && s.UserId == userId && s.ExpiresAt > now)
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Gives a passkey another name; one of nothing leaves it the old one. Somebody else's is gone like one that never was.</summary>
    /// <returns>What it is called now, which may be another name than the one that was typed; or why not.</returns>
    public Task<Result<string>> RenameAsync(Guid sessionId, Guid passkeyId, string? typed, CancellationToken cancellationToken = default) =>
        OrNotSavedAsync(() => TryRenameAsync(sessionId, passkeyId, typed, cancellationToken), Failure.NotSaved);

    /// <summary>Removes a passkey and ends the sessions that it opened, unless it is the last way into the account.</summary>
    /// <returns>Null, or why not.</returns>
    public Task<Failure?> RemoveAsync(Guid sessionId, Guid passkeyId, CancellationToken cancellationToken = default) =>
        OrNotSavedAsync(() => TryRemoveAsync(sessionId, passkeyId, cancellationToken), Failure.NotSaved);

    /// <summary>
    /// Takes a passkey away in the transaction of whoever may, and ends what it opened. What is done stays undone where the
    /// transaction is not committed.
    /// </summary>
    /// <returns>False when it is not there, or the last way in.</returns>
    public async Task<bool> TakeAsync(AppDbContext db, Guid owner, Guid passkeyId, CancellationToken cancellationToken)
    {
        await db.Sessions
            .Where(s => s.PasskeyId == passkeyId && s.UserId == owner)
            .ExecuteDeleteAsync(cancellationToken);
        await db.PendingLinks.Where(l => l.UserId == owner).ExecuteDeleteAsync(cancellationToken);

        return await waysIn.Removable(db, owner, passkeyId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>A database that does not save just now is one more reason, and not the end of the circuit that asked.</summary>
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

    private async Task<Result<string>> TryRenameAsync(Guid sessionId, Guid passkeyId, string? typed, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var both = await db.BeginWriteAsync(cancellationToken);
        var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var all = session.Value.User.Passkeys;
        if (all.SingleOrDefault(p => p.Id == passkeyId)?.Name is not { } before)
        {
            return Failure.PasskeyGone;
        }

        var name = Line.Of(typed, LongestName) is { } line ? PasskeyName.Among(all.Where(p => p.Id != passkeyId), line) : before;
        if (name == before)
        {
            return name;
        }

        var renamed = await db.Passkeys.Where(p => p.Id == passkeyId).ExecuteUpdateAsync(set => set.SetProperty(p => p.Name, name), cancellationToken);
        if (renamed == 0)
        {
            return Failure.PasskeyGone; // just now
        }

        db.Activities.Add(Activity.In(session.Value, ActivityKind.PasskeyRenamed, clock.GetUtcNow(), Text.Activity_FromTo.With(before, name)));
        await db.SaveChangesAsync(cancellationToken);
        await both.CommitAsync(cancellationToken);
        return name;
    }

    private async Task<Failure?> TryRemoveAsync(Guid sessionId, Guid passkeyId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var both = await db.BeginWriteAsync(cancellationToken);
        var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var owner = session.Value.UserId;
        if (!await TakeAsync(db, owner, passkeyId, cancellationToken))
        {
            // The transaction ends with nothing done. Why?
            var isTheirs = await db.Passkeys.AnyAsync(p => p.Id == passkeyId && p.UserId == owner, cancellationToken);
            return isTheirs ? Failure.LastWayIn : Failure.PasskeyGone;
        }

        db.Activities.Add(Activity.In(
            session.Value, ActivityKind.PasskeyRemoved, clock.GetUtcNow(), session.Value.User.Passkeys.FirstOrDefault(p => p.Id == passkeyId)?.Name));
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
