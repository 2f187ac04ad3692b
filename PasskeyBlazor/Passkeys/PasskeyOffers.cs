using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The offer of a passkey after a sign-in. A user can decline it for some time or for good, on each operating system. The user agent
/// names that, so it is only a guess of the device.
/// </summary>
public sealed partial class PasskeyOffers(
    IDbContextFactory<AppDbContext> databases, Reauthentication reauthentication, IOptions<PasskeyOptions> options, TimeProvider clock, ILogger<PasskeyOffers> logger)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromDays(14), NextWait = TimeSpan.FromDays(30);

    /// <summary>
    /// Whether the offer fits now: the account may have one more passkey, has none for this operating system, and its user has not
    /// declined. One query. If the database does not answer, there is no offer: the sign-in is saved already.
    /// </summary>
    public async Task<bool> IsDueAsync(Session session, CancellationToken cancellationToken = default) =>
        options.Value.Offer && reauthentication.IsRecent(SignedIn.From(session))
            && await AskAsync(session, cancellationToken).OrAsync(false, fault => LogNotAnswered(session.UserId, fault));

    /// <summary>
    /// Whether the page of the offer still fits a user who comes back to its address, perhaps after another sign-in. The page itself
    /// asks for a recent authentication.
    /// </summary>
    public async Task<bool> StillFitsAsync(Guid sessionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var session = await db.Sessions.AsNoTracking().Where(Session.IsOpenAt(clock.GetUtcNow())).SingleOrDefaultAsync(s => s.Id == sessionId, cancellationToken);

        return session is not null && await AskAsync(session, cancellationToken);
    }

    /// <summary>
    /// Keeps the "no" for the operating system of the session. Changes nothing when the session has ended, and "not now" changes no "no"
    /// that still holds: a second press must not wait longer, or ask a person again who said "never".
    /// </summary>
    public Task DeclineAsync(Guid sessionId, bool forGood, CancellationToken cancellationToken = default) => ChangeAsync(sessionId, (db, declined, session) =>
    {
        var now = clock.GetUtcNow();
        if (declined is null)
        {
            declined = new DeclinedOffer { UserId = session.UserId, System = session.System ?? "" };
            db.DeclinedOffers.Add(declined);
        }
        else if (!forGood && declined.HoldsAt(now))
        {
            return;
        }

        declined.Times++;
        declined.Until = forGood ? null : now + (declined.Times == 1 ? FirstWait : NextWait);
    }, cancellationToken);

    /// <summary>Forgets the "no" for the operating system of the session, and the waiting time.</summary>
    public Task AllowAsync(Guid sessionId, CancellationToken cancellationToken = default) => ChangeAsync(sessionId, (db, declined, _) =>
    {
        if (declined is not null)
        {
            db.DeclinedOffers.Remove(declined);
        }
    }, cancellationToken);

    /// <summary>The "no" for the operating system of an open session that still holds. Null when there is none.</summary>
    public async Task<DeclinedOffer?> FindDeclinedAsync(Guid sessionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();

        return await db.Sessions.AsNoTracking().Where(Session.IsOpenAt(now)).Where(s => s.Id == sessionId)
            .Join(db.DeclinedOffers, s => new { s.UserId, System = s.System ?? "" }, d => new { d.UserId, d.System }, (_, declined) => declined)
            .SingleOrDefaultAsync(d => d.Until == null || d.Until > now, cancellationToken);
    }

    private async Task<bool> AskAsync(Session session, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (now, system, most) = (clock.GetUtcNow(), session.System ?? "", options.Value.MaxPerUser);
        var own = db.Passkeys.Where(Passkey.IsSignInMethod).Where(p => p.Id != session.PasskeyId) // that one is of another device, see SignIn/PasskeyAnswer
            .Where(p => p.System == session.System || (p.LastUsedSystem != null && p.LastUsedSystem == session.System));

        return await db.Users.AnyAsync(
            u => u.Id == session.UserId && u.Passkeys.Count < most && !own.Any(p => p.UserId == u.Id)
                && !db.DeclinedOffers.Any(d => d.UserId == u.Id && d.System == system && (d.Until == null || d.Until > now)),
            cancellationToken);
    }

    private Task<bool> ChangeAsync(Guid sessionId, Action<AppDbContext, DeclinedOffer?, Session> change, CancellationToken cancellationToken) => UnitOfWork.RunAsync(async () =>
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (await db.Sessions.AsNoTracking().Where(Session.IsOpenAt(clock.GetUtcNow())).SingleOrDefaultAsync(s => s.Id == sessionId, cancellationToken) is not { } session)
        {
            return false;
        }

        change(db, await db.DeclinedOffers.FindAsync([session.UserId, session.System ?? ""], cancellationToken), session);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "User {UserId} is not offered a passkey, because the database does not answer.")]
    private partial void LogNotAnswered(Guid userId, Exception fault);
}
