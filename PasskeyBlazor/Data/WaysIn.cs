namespace PasskeyBlazor.Data;

/// <summary>
/// What somebody can sign in with, and the one rule about it: the last way into an account is never removed. Asked inside the
/// statement that removes, in a serializable transaction, so that two removals at once leave one.
/// </summary>
/// <param name="providers">The schemes of the providers that are configured. The account at one that is not leads nowhere.</param>
public sealed class WaysIn(IReadOnlyList<string> providers)
{
    /// <summary>A user's passkeys that sign them in.</summary>
    public IQueryable<Passkey> Passkeys(AppDbContext db, Guid userId) =>
        db.Passkeys.Where(p => p.UserId == userId && p.RevokedAt == null && p.IsDiscoverable != false);

    /// <summary>A user's accounts at providers that sign them in.</summary>
    public IQueryable<ExternalIdentity> Identities(AppDbContext db, Guid userId) =>
        db.ExternalIdentities.Where(i => i.UserId == userId && providers.Contains(i.Provider));

    /// <summary>Whether it signs its owner in.</summary>
    public static bool IsOne(Passkey passkey) => passkey is { RevokedAt: null, IsDiscoverable: not false };

    /// <summary>Whether it signs its owner in.</summary>
    public bool IsOne(ExternalIdentity identity) => providers.Contains(identity.Provider);

    /// <summary>Of what is in an account, what signs its owner in.</summary>
    public OwnWays Among(IEnumerable<Passkey> passkeys, IEnumerable<ExternalIdentity> identities) =>
        new([.. passkeys.Where(IsOne)], [.. identities.Where(IsOne)]);

    /// <summary>The passkey, unless it is the last way in. One that signs nobody in is no way to lose.</summary>
    public IQueryable<Passkey> Removable(AppDbContext db, Guid userId, Guid passkeyId) =>
        db.Passkeys.Where(p => p.Id == passkeyId && p.UserId == userId && (p.RevokedAt != null || p.IsDiscoverable == false
            || Identities(db, userId).Any() || Passkeys(db, userId).Any(other => other.Id != passkeyId)));

    /// <summary>The passkeys of a make that are still accepted, but those of accounts that have no other way in.</summary>
    public IQueryable<Passkey> Removable(AppDbContext db, Guid make) =>
        db.Passkeys.Where(p => p.Aaguid == make && p.RevokedAt == null && (p.IsDiscoverable == false
            || db.ExternalIdentities.Any(i => i.UserId == p.UserId && providers.Contains(i.Provider))
            || db.Passkeys.Any(other => other.UserId == p.UserId && other.Aaguid != make && other.RevokedAt == null && other.IsDiscoverable != false)));

    /// <summary>The account at a provider, unless it is the last way in.</summary>
    public IQueryable<ExternalIdentity> Removable(AppDbContext db, Guid userId, ExternalIdentity identity) =>
        db.ExternalIdentities.Where(i => i.Id == identity.Id && i.UserId == userId && (!providers.Contains(i.Provider)
            || Passkeys(db, userId).Any() || Identities(db, userId).Any(other => other.Id != identity.Id)));
}
