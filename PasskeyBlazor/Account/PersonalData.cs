using System.Buffers.Text;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Account;

/// <summary>
/// A copy of all stored data about a user, for download. It omits the session ids: a reader of the file could use them like
/// keys. It also omits pending links: they do not belong to the account yet, and they expire within minutes.
/// </summary>
public sealed class PersonalData(AccountChanges changes, TimeProvider clock)
{
    /// <summary>Reads the data and saves an account event about the download.</summary>
    /// <returns>
    /// An object for JSON serialization, or <see cref="Failure.SignedOut"/> or <see cref="Failure.ReauthenticationNeeded"/>.
    /// </returns>
    public Task<Result<object>> ExportAsync(Guid sessionId, CancellationToken cancellationToken = default) =>
        changes.RunAsync<object>(sessionId, async (db, session) =>
        {
            db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.DataDownloaded, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken); // so that the copy contains its own event

            return await CopyAsync(db, session.User, cancellationToken);
        }, cancellationToken);

    private static async Task<object> CopyAsync(AppDbContext db, User user, CancellationToken cancellationToken) =>
        new
        {
            Account = new
            {
                user.Id,
                user.Handle,
                user.DisplayName,
                user.Email,
                user.IsEmailVerified,
                user.PictureUrl,
                user.Roles,
                user.CreatedAt,
                user.LastSignInAt,
            },
            ConnectedAccounts = await IdentitiesAsync(db, user.Id, cancellationToken),
            Passkeys = user.Passkeys.OrderBy(p => p.CreatedAt).Select(Describe),
            DeclinedOffers = await DeclinedOffersAsync(db, user.Id, cancellationToken),
            Sessions = await SessionsAsync(db, user.Id, cancellationToken),
            AccountEvents = await AccountEventsAsync(db, user.Id, cancellationToken),
        };

    private static async Task<object> IdentitiesAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken) =>
        await db.ExternalIdentities
            .Where(i => i.UserId == userId)
            .OrderBy(i => i.CreatedAt)
            .Select(i => new
            {
                i.Provider,
                i.Issuer,
                i.Subject,
                i.Name,
                i.Email,
                i.IsEmailVerified,
                i.PictureUrl,
                i.IsProfileSource,
                i.CreatedAt,
                i.LastUsedAt,
            })
            .ToListAsync(cancellationToken);

    private static object Describe(Passkey passkey) => new
    {
        passkey.Name,
        CredentialId = Encode(passkey.CredentialId),
        PublicKey = Encode(passkey.PublicKey),
        passkey.SignCount,
        passkey.Aaguid,
        passkey.Transports,
        passkey.IsUserVerified,
        passkey.IsBackupEligible,
        passkey.IsBackedUp,
        passkey.IsDiscoverable,
        passkey.AttestationFormat,
        passkey.Browser,
        passkey.System,
        passkey.CreatedAt,
        passkey.LastUsedAt,
        passkey.LastUsedBrowser,
        passkey.LastUsedSystem,
        passkey.RevokedAt,
        passkey.UnusableSince,
        passkey.UnusableReason,
        passkey.CounterRefusedAt,
    };

    private static async Task<object> DeclinedOffersAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken) =>
        await db.DeclinedOffers
            .Where(d => d.UserId == userId)
            .OrderBy(d => d.System)
            .Select(d => new { d.System, d.Times, d.Until })
            .ToListAsync(cancellationToken);

    private static async Task<object> SessionsAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken) =>
        await db.Sessions
            .Where(s => s.UserId == userId)
            .OrderBy(s => s.CreatedAt)
            .Select(s => new
            {
                OpenedBy = s.ExternalIdentity == null ? SignedIn.ByPasskey : s.ExternalIdentity.Provider,
                PasskeyCredentialId = s.Passkey == null ? null : Encode(s.Passkey.CredentialId),
                s.IsPersistent,
                s.Browser,
                s.System,
                s.Address,
                s.CreatedAt,
                s.AuthenticatedAt,
                s.IsProvedFresh,
                s.LastSeenAt,
                s.ExpiresAt,
            })
            .ToListAsync(cancellationToken);

    private static async Task<object> AccountEventsAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken) =>
        await db.AccountEvents
            .Where(a => a.UserId == userId)
            .OrderBy(a => a.At)
            .Select(a => new
            {
                a.At,
                a.Kind,
                a.Method,
                a.Detail,
                a.Browser,
                a.System,
                a.Address,
                a.Reference,
                a.Hash,
                ByAdministrator = a.ActorId != null,
            })
            .ToListAsync(cancellationToken);

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
