using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Administration;

/// <summary>The passkeys of all accounts by their make, and the end of one make of which something bad has become known.</summary>
public sealed class PasskeyMakes(
    IDbContextFactory<AppDbContext> databases, AdministratorWork administrators, WaysIn waysIn, AuthenticatorNames names, TimeProvider clock)
{
    /// <summary>The most used first. One that is refused is among them even if nobody has any of it.</summary>
    public async Task<IReadOnlyList<PasskeyMake>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var makes = await db.Passkeys
            .GroupBy(p => p.Aaguid)
            .Select(make => new
            {
                Aaguid = make.Key,
                Accepted = make.Count(p => p.RevokedAt == null),
                Revoked = make.Count(p => p.RevokedAt != null),
                Accounts = make.Select(p => p.UserId).Distinct().Count(),
            })
            .OrderByDescending(make => make.Accepted + make.Revoked).ThenBy(make => make.Aaguid)
            .ToListAsync(cancellationToken);

        var refused = await db.RefusedMakes.Select(m => m.Aaguid).ToListAsync(cancellationToken);

        return
        [
            .. makes.Select(make => new PasskeyMake(
                make.Aaguid, names.Find(make.Aaguid)?.Name, make.Accepted, make.Revoked, make.Accounts, refused.Contains(make.Aaguid))),
            .. refused.Except(makes.Select(make => make.Aaguid)).Select(make => new PasskeyMake(
                make, names.Find(make)?.Name, Accepted: 0, Revoked: 0, Accounts: 0, IsRefused: true)),
        ];
    }

    /// <summary>How many passkeys of a make would be accepted no longer, and how many would stay because they are somebody's last way in.</summary>
    public async Task<RevokedMake> CountAsync(Guid aaguid, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = await db.Passkeys.CountAsync(p => p.Aaguid == aaguid && p.RevokedAt == null, cancellationToken);
        var revocable = await waysIn.Removable(db, aaguid).CountAsync(cancellationToken);

        return new RevokedMake(revocable, all - revocable);
    }

    /// <summary>How many passkeys would be accepted again; null for a make that is not refused.</summary>
    public async Task<int?> CountRevokedAsync(Guid aaguid, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.RefusedMakes.AnyAsync(m => m.Aaguid == aaguid, cancellationToken)
            ? await db.Passkeys.CountAsync(p => p.Aaguid == aaguid && p.RevokedAt != null, cancellationToken)
            : null;
    }

    /// <summary>
    /// Accepts the passkeys of a make no longer, but for those that are somebody's last way in, nor new ones, and ends what they
    /// opened. All at once, whatever their number: two statements change them, and each owner finds it in their activity.
    /// </summary>
    public async Task<Result<RevokedMake>> RevokeAsync(Guid sessionId, Guid aaguid, CancellationToken cancellationToken = default)
    {
        RevokedMake? revoked = null;
        var failure = await administrators.DoAsync(sessionId, ActivityKind.PasskeyRevoked, aaguid, async (db, administrator) =>
        {
            if (aaguid == Guid.Empty) // not a make, but all who do not say theirs
            {
                return Failure.NotThere;
            }

            var now = clock.GetUtcNow();
            if (await db.RefusedMakes.FindAsync([aaguid], cancellationToken) is null)
            {
                db.RefusedMakes.Add(new RefusedMake { Aaguid = aaguid, At = now });
            }

            var owners = await waysIn.Removable(db, aaguid).Select(p => p.UserId).Distinct().ToListAsync(cancellationToken);
            var count = await waysIn.Removable(db, aaguid).ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, now), cancellationToken);
            await db.Sessions.Where(s => s.Passkey!.Aaguid == aaguid && s.Passkey.RevokedAt != null).ExecuteDeleteAsync(cancellationToken);
            await db.PendingLinks
                .Where(l => l.User.Passkeys.Any(p => p.Aaguid == aaguid && p.RevokedAt != null))
                .ExecuteDeleteAsync(cancellationToken);
            db.Activities.AddRange(owners.Select(owner => Activity.By(administrator, owner, ActivityKind.PasskeyRevoked, now, names.Find(aaguid)?.Name)));
            revoked = new RevokedMake(count, await db.Passkeys.CountAsync(p => p.Aaguid == aaguid && p.RevokedAt == null, cancellationToken));
            return null;
        }, cancellationToken);

        return failure is { } refused ? refused : revoked!;
    }

    /// <summary>Takes it back: new passkeys of a make are accepted again, and so are those that it has. What they opened stays ended.</summary>
    /// <returns>Null, or why not.</returns>
    public Task<Failure?> AcceptAsync(Guid sessionId, Guid aaguid, CancellationToken cancellationToken = default) =>
        administrators.DoAsync(sessionId, ActivityKind.PasskeyAccepted, aaguid, async (db, administrator) =>
        {
            if (await db.RefusedMakes.FindAsync([aaguid], cancellationToken) is not { } refused)
            {
                return null; // accepted already, for example by the same press a moment ago
            }

            db.RefusedMakes.Remove(refused);
            var now = clock.GetUtcNow();
            var revoked = db.Passkeys.Where(p => p.Aaguid == aaguid && p.RevokedAt != null);
            var owners = await revoked.Select(p => p.UserId).Distinct().ToListAsync(cancellationToken);
            await revoked.ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, (DateTimeOffset?)null), cancellationToken);
            db.Activities.AddRange(owners.Select(owner => Activity.By(administrator, owner, ActivityKind.PasskeyAccepted, now, names.Find(aaguid)?.Name)));
            return null;
        }, cancellationToken);
}
