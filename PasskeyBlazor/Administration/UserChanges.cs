using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Administration;

/// <summary>
/// The changes of an administrator to a user's account. Each change saves an account event with the administrator's id. Each
/// change returns null, or the reason of the failure.
/// </summary>
public sealed class UserChanges(AdministratorWork administrators, UserPasskeys passkeys, TimeProvider clock)
{
    /// <summary>
    /// Disables an account for all sign-in methods and ends its sessions. Administrators cannot disable their own account.
    /// </summary>
    public Task<Failure?> DisableAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, AccountEventKind.Disabled, async (db, administrator, user) =>
        {
            if (user.Id == administrator.UserId)
            {
                return Failure.OwnAccount;
            }

            if (user.DisabledAt is null)
            {
                user.DisabledAt = clock.GetUtcNow();
                await EndAllAsync(db, user.Id, cancellationToken);
                Write(db, administrator, user, AccountEventKind.Disabled);
            }

            return null;
        }, cancellationToken);

    /// <summary>
    /// Enables an account again. Also ends a session that a concurrent sign-in opened while the account was being disabled.
    /// </summary>
    public Task<Failure?> EnableAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, AccountEventKind.Enabled, async (db, administrator, user) =>
        {
            if (user.DisabledAt is not null)
            {
                user.DisabledAt = null;
                await EndAllAsync(db, user.Id, cancellationToken);
                Write(db, administrator, user, AccountEventKind.Enabled);
            }

            return null;
        }, cancellationToken);

    /// <summary>Ends all sessions of the user.</summary>
    public Task<Failure?> EndSessionsAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, AccountEventKind.SessionsEnded, async (db, administrator, user) =>
        {
            await EndAllAsync(db, user.Id, cancellationToken);
            Write(db, administrator, user, AccountEventKind.SessionsEnded);
            return null;
        }, cancellationToken);

    /// <summary>Removes a passkey and ends the sessions that it opened. Refuses when the passkey is the only sign-in method.</summary>
    public Task<Failure?> RemovePasskeyAsync(Guid sessionId, Guid userId, Guid passkeyId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, AccountEventKind.PasskeyRemoved, async (db, administrator, user) =>
        {
            var passkey = await db.Passkeys.AsNoTracking().SingleOrDefaultAsync(p => p.Id == passkeyId && p.UserId == user.Id, cancellationToken);
            if (passkey is null)
            {
                return Failure.NotThere;
            }

            if (!await passkeys.RemoveInTransactionAsync(db, user.Id, passkeyId, cancellationToken))
            {
                return Failure.OnlySignInMethod;
            }

            Write(db, administrator, user, AccountEventKind.PasskeyRemoved, AccountEventDetail.Of(passkey));
            return null;
        }, cancellationToken);

    public Task<Failure?> GiveRoleAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, AccountEventKind.RoleGiven, (db, administrator, user) =>
        {
            if (!user.Roles.Contains(Roles.Administrator))
            {
                user.Roles.Add(Roles.Administrator);
                Write(db, administrator, user, AccountEventKind.RoleGiven);
            }

            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    /// <summary>Refuses the administrator's own account, so that one administrator always remains.</summary>
    public Task<Failure?> RemoveRoleAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken = default) =>
        ChangeAsync(sessionId, userId, AccountEventKind.RoleRemoved, (db, administrator, user) =>
        {
            if (user.Id == administrator.UserId)
            {
                return Task.FromResult<Failure?>(Failure.OwnAccount);
            }

            if (user.Roles.Remove(Roles.Administrator))
            {
                Write(db, administrator, user, AccountEventKind.RoleRemoved);
            }

            return Task.FromResult<Failure?>(null);
        }, cancellationToken);

    private Task<Failure?> ChangeAsync(
        Guid sessionId, Guid userId, AccountEventKind kind, Func<AppDbContext, Session, User, Task<Failure?>> change, CancellationToken cancellationToken) =>
        administrators.DoAsync(sessionId, kind, userId, async (db, administrator) =>
            await db.Users.FindAsync([userId], cancellationToken) is { } user
                ? await change(db, administrator, user)
                : Failure.NotThere, cancellationToken);

    private static Task EndAllAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken) =>
        SessionEnd.ExecuteAsync(db, db.Sessions.Where(s => s.UserId == userId), userId, cancellationToken);

    private void Write(AppDbContext db, Session administrator, User user, AccountEventKind kind, AccountEventDetail? detail = null) =>
        db.AccountEvents.Add(AccountEvent.By(administrator, user.Id, kind, clock.GetUtcNow(), detail));
}
