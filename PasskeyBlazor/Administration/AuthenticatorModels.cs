using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Administration;

/// <summary>Counts the passkeys of all accounts by authenticator model. Blocks a model that has a known security problem.</summary>
public sealed class AuthenticatorModels(
    IDbContextFactory<AppDbContext> databases, AdministratorWork administrators, SignInMethods signInMethods, AuthenticatorCatalog names, TimeProvider clock)
{
    /// <summary>The most used model comes first. The list also contains a blocked model without passkeys.</summary>
    public async Task<IReadOnlyList<AuthenticatorModelCount>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var models = await db.Passkeys
            .GroupBy(p => p.Aaguid)
            .Select(model => new
            {
                Aaguid = model.Key,
                Accepted = model.Count(p => p.RevokedAt == null),
                Revoked = model.Count(p => p.RevokedAt != null),
                Accounts = model.Select(p => p.UserId).Distinct().Count(),
            })
            .OrderByDescending(model => model.Accepted + model.Revoked).ThenBy(model => model.Aaguid)
            .ToListAsync(cancellationToken);

        var blocked = await db.BlockedModels.Select(m => m.Aaguid).ToListAsync(cancellationToken);

        return
        [
            .. models.Select(model => new AuthenticatorModelCount(
                model.Aaguid, names.Find(model.Aaguid)?.Name, model.Accepted, model.Revoked, model.Accounts, blocked.Contains(model.Aaguid))),
            .. blocked.Except(models.Select(model => model.Aaguid)).Select(model => new AuthenticatorModelCount(
                model, names.Find(model)?.Name, Accepted: 0, Revoked: 0, Accounts: 0, IsBlocked: true)),
        ];
    }

    /// <summary>
    /// Counts the passkeys of a model that a revocation revokes, and those that it keeps because they are the only sign-in
    /// method of an account.
    /// </summary>
    public async Task<RevocationResult> CountAsync(Guid aaguid, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = await db.Passkeys.CountAsync(p => p.Aaguid == aaguid && p.RevokedAt == null, cancellationToken);
        var revocable = await signInMethods.RemovableOfModel(db, aaguid).CountAsync(cancellationToken);

        return new RevocationResult(revocable, all - revocable);
    }

    /// <summary>Counts the passkeys that become accepted again. Null when the model is not blocked.</summary>
    public async Task<int?> CountRevokedAsync(Guid aaguid, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.BlockedModels.AnyAsync(m => m.Aaguid == aaguid, cancellationToken)
            ? await db.Passkeys.CountAsync(p => p.Aaguid == aaguid && p.RevokedAt != null, cancellationToken)
            : null;
    }

    /// <summary>
    /// Blocks a model: revokes its passkeys, refuses new ones, and ends the sessions that the revoked passkeys opened. A passkey
    /// that is the only sign-in method of an account stays accepted. The number of statements does not depend on the number of
    /// passkeys. Each owner sees the revocation in the account events.
    /// </summary>
    /// <returns>How many passkeys are revoked and how many stay; or the reason of the failure.</returns>
    public Task<Result<RevocationResult>> BlockAsync(Guid sessionId, Guid aaguid, CancellationToken cancellationToken = default) =>
        administrators.DoAsync<RevocationResult>(sessionId, AccountEventKind.PasskeyRevoked, aaguid, async (db, administrator) =>
        {
            if (aaguid == Guid.Empty) // The empty AAGUID is not a model. All authenticators that do not report their model have it.
            {
                return Failure.NotThere;
            }

            var now = clock.GetUtcNow();
            if (await db.BlockedModels.FindAsync([aaguid], cancellationToken) is null)
            {
                db.BlockedModels.Add(new BlockedModel { Aaguid = aaguid, At = now });
            }

            var owners = await signInMethods.RemovableOfModel(db, aaguid).Select(p => p.UserId).Distinct().ToListAsync(cancellationToken);
            var count = await signInMethods.RemovableOfModel(db, aaguid).ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, now), cancellationToken);
            var sessions = db.Sessions.Where(s => s.Passkey!.Aaguid == aaguid && s.Passkey.RevokedAt != null);
            var links = db.PendingLinks.Where(l => l.User.Passkeys.Any(p => p.Aaguid == aaguid && p.RevokedAt != null));
            await SessionEnd.ExecuteAsync(sessions, links, cancellationToken);
            db.AccountEvents.AddRange(owners.Select(owner => AccountEvent.By(administrator, owner, AccountEventKind.PasskeyRevoked, now, new() { Aaguid = aaguid })));
            return new RevocationResult(count, await db.Passkeys.CountAsync(p => p.Aaguid == aaguid && p.RevokedAt == null, cancellationToken));
        }, cancellationToken);

    /// <summary>
    /// Unblocks a model: its new and its revoked passkeys are accepted again. The sessions that the revocation ended do not come
    /// back.
    /// </summary>
    /// <returns>Null, or the reason of the failure.</returns>
    public Task<Failure?> UnblockAsync(Guid sessionId, Guid aaguid, CancellationToken cancellationToken = default) =>
        administrators.DoAsync(sessionId, AccountEventKind.PasskeyAccepted, aaguid, async (db, administrator) =>
        {
            if (await db.BlockedModels.FindAsync([aaguid], cancellationToken) is not { } blocked)
            {
                return null; // The model is not blocked, for example after a double click.
            }

            db.BlockedModels.Remove(blocked);
            var now = clock.GetUtcNow();
            var revoked = db.Passkeys.Where(p => p.Aaguid == aaguid && p.RevokedAt != null);
            var owners = await revoked.Select(p => p.UserId).Distinct().ToListAsync(cancellationToken);
            await revoked.ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, (DateTimeOffset?)null), cancellationToken);
            db.AccountEvents.AddRange(owners.Select(owner => AccountEvent.By(administrator, owner, AccountEventKind.PasskeyAccepted, now, new() { Aaguid = aaguid })));
            return null;
        }, cancellationToken);
}
