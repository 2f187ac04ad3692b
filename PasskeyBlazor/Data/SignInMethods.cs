namespace PasskeyBlazor.Data;

/// <summary>
/// Finds the sign-in methods of a user. Its rule: the only sign-in method of an account is never removed. The statement that
/// removes a method checks the rule, in a serializable transaction. So two concurrent removals leave one method.
/// </summary>
/// <param name="providers">The schemes of the configured providers. An identity at another provider cannot sign in.</param>
public sealed class SignInMethods(IReadOnlyList<string> providers)
{
    /// <summary>The passkeys that can sign the user in.</summary>
    public IQueryable<Passkey> Passkeys(AppDbContext db, Guid userId) =>
        db.Passkeys.Where(p => p.UserId == userId && p.RevokedAt == null && p.IsDiscoverable != false);

    /// <summary>The external identities that can sign the user in.</summary>
    public IQueryable<ExternalIdentity> Identities(AppDbContext db, Guid userId) =>
        db.ExternalIdentities.Where(i => i.UserId == userId && providers.Contains(i.Provider));

    /// <summary>Whether the passkey can sign its owner in.</summary>
    public static bool IsOne(Passkey passkey) => passkey is { RevokedAt: null, IsDiscoverable: not false };

    /// <summary>Whether the external identity can sign its owner in.</summary>
    public bool IsOne(ExternalIdentity identity) => providers.Contains(identity.Provider);

    /// <summary>Selects the sign-in methods from all passkeys and external identities of an account.</summary>
    public UserSignInMethods Among(IEnumerable<Passkey> passkeys, IEnumerable<ExternalIdentity> identities) =>
        new([.. passkeys.Where(IsOne)], [.. identities.Where(IsOne)]);

    /// <summary>The passkey, unless it is the only sign-in method. A passkey that cannot sign in can always be removed.</summary>
    public IQueryable<Passkey> Removable(AppDbContext db, Guid userId, Guid passkeyId) =>
        db.Passkeys.Where(p => p.Id == passkeyId && p.UserId == userId && (p.RevokedAt != null || p.IsDiscoverable == false
            || Identities(db, userId).Any() || Passkeys(db, userId).Any(other => other.Id != passkeyId)));

    /// <summary>The accepted passkeys of an authenticator model, without those of accounts that have no other sign-in method.</summary>
    public IQueryable<Passkey> Removable(AppDbContext db, Guid make) =>
        db.Passkeys.Where(p => p.Aaguid == make && p.RevokedAt == null && (p.IsDiscoverable == false
            || db.ExternalIdentities.Any(i => i.UserId == p.UserId && providers.Contains(i.Provider))
            || db.Passkeys.Any(other => other.UserId == p.UserId && other.Aaguid != make && other.RevokedAt == null && other.IsDiscoverable != false)));

    /// <summary>
    /// The external identity, unless it is the only sign-in method. An identity that cannot sign in can always be removed.
    /// </summary>
    public IQueryable<ExternalIdentity> Removable(AppDbContext db, Guid userId, ExternalIdentity identity) =>
        db.ExternalIdentities.Where(i => i.Id == identity.Id && i.UserId == userId && (!providers.Contains(i.Provider)
            || Passkeys(db, userId).Any() || Identities(db, userId).Any(other => other.Id != identity.Id)));
}
