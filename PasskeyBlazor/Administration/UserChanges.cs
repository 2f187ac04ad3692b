using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Administration;

/// <summary>What an administrator does to somebody's account. Each change is written down with who did it, and says null or why not.</summary>
public sealed class UserChanges(AdministratorWork administrators, UserPasskeys passkeys, TimeProvider clock)
{
    /// <summary>Lets nobody in any more, whichever way they come, and ends what is open. Not the administrator's own account.</summary>
    public Task<Failure?> DisableAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, ActivityKind.Disabled, async (db, administrator, user) =>
        {
            if (user.Id == administrator.UserId)
            {
                return Failure.OwnAccount;
            }

            if (user.DisabledAt is null)
            {
                user.DisabledAt = clock.GetUtcNow();
                await EndAllAsync(db, user.Id, cancellationToken);
                Write(db, administrator, user, ActivityKind.Disabled);
            }

            return null;
        }, cancellationToken);

    /// <summary>Lets people in again. A session that a sign-in opened while the account was being disabled does not come back.</summary>
    public Task<Failure?> EnableAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, ActivityKind.Enabled, async (db, administrator, user) =>
        {
            if (user.DisabledAt is not null)
            {
                user.DisabledAt = null;
                await EndAllAsync(db, user.Id, cancellationToken);
                Write(db, administrator, user, ActivityKind.Enabled);
            }

            return null;
        }, cancellationToken);

    /// <summary>Signs the person out everywhere.</summary>
    public Task<Failure?> EndSessionsAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, ActivityKind.SessionsEnded, async (db, administrator, user) =>
        {
            await EndAllAsync(db, user.Id, cancellationToken);
            Write(db, administrator, user, ActivityKind.SessionsEnded);
            return null;
        }, cancellationToken);

    /// <summary>Removes a passkey and ends the sessions that it opened, unless it is the last way into the account.</summary>
    public Task<Failure?> RemovePasskeyAsync(Guid sessionId, Guid userId, Guid passkeyId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, ActivityKind.PasskeyRemoved, async (db, administrator, user) =>
        {
            var passkey = await db.Passkeys.AsNoTracking().SingleOrDefaultAsync(p => p.Id == passkeyId && p.UserId == user.Id, cancellationToken);
            if (passkey is null)
            {
                return Failure.NotThere;
            }

            if (!await passkeys.TakeAsync(db, user.Id, passkeyId, cancellationToken))
            {
                return Failure.LastWayIn;
            }

            Write(db, administrator, user, ActivityKind.PasskeyRemoved, passkey.Name);
            return null;
        }, cancellationToken);

    public Task<Failure?> GiveRoleAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, ActivityKind.RoleGiven, (db, administrator, user) =>
        {
            if (!user.Roles.Contains(Roles.Administrator))
            {
                user.Roles.Add(Roles.Administrator);
                Write(db, administrator, user, ActivityKind.RoleGiven);
            }

            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <summary>Not from the administrator's own account, so that one always remains.</summary>
    public Task<Failure?> TakeRoleAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, ActivityKind.RoleTaken, (db, administrator, user) =>
        {
            if (user.Id == administrator.UserId)
            {
                return Task.FromResult<Failure?>(Failure.OwnAccount);
            }

            if (user.Roles.Remove(Roles.Administrator))
            {
                Write(db, administrator, user, ActivityKind.RoleTaken);
            }

            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    private Task<Failure?> ChangeAsync(
        Guid sessionId, Guid userId, ActivityKind kind, Func<AppDbContext, Session, User, Task<Failure?>> change, CancellationToken cancellationToken) =>
        administrators.DoAsync(sessionId, kind, userId, async (db, administrator) =>
            await db.Users.FindAsync([userId], cancellationToken) is { } user
                ? await change(db, administrator, user)
                : Failure.NotThere, cancellationToken);

    private static async Task EndAllAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        await db.Sessions.Where(s => s.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.PendingLinks.Where(l => l.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }

    private void Write(AppDbContext db, Session administrator, User user, ActivityKind kind, string? detail = null) =>
        db.Activities.Add(Activity.By(administrator, user.Id, kind, clock.GetUtcNow(), detail));
}
