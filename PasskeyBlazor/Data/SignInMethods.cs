namespace PasskeyBlazor.Data;

/// <summary>
/// Finds the sign-in methods of a user. Its rule: the only sign-in method of an account is never removed. The statement that
/// removes a method checks the rule, in a serializable transaction. So two concurrent removals leave one method.
/// </summary>
/// <remarks>
/// A statement that removes runs inside <see cref="AppDbContext.BeginWriteAsync"/>. A count may run without it: it is only a
/// forecast.
/// </remarks>
/// <param name="providers">The schemes of the configured providers. An identity at another provider cannot sign in.</param>
public sealed class SignInMethods(IReadOnlyList<string> providers)
{
    private static readonly Func<Passkey, bool> Counts = Passkey.IsSignInMethod.Compile();

    /// <summary>Whether the passkey counts as a sign-in method.</summary>
    public static bool IsOne(Passkey passkey) => Counts(passkey);

    /// <summary>Whether the external identity counts as a sign-in method.</summary>
    public bool IsOne(ExternalIdentity identity) => providers.Contains(identity.Provider);

    /// <summary>Selects the sign-in methods from all passkeys and external identities of an account.</summary>
    public UserSignInMethods Among(IEnumerable<Passkey> passkeys, IEnumerable<ExternalIdentity> identities) =>
        new([.. passkeys.Where(IsOne)], [.. identities.Where(IsOne)]);

    /// <summary>The passkey, unless it is the only sign-in method. A passkey that cannot sign in can always be removed.</summary>
    public IQueryable<Passkey> Removable(AppDbContext db, Guid userId, Guid passkeyId) =>
        Removable(db, db.Passkeys.Where(p => p.Id == passkeyId && p.UserId == userId));

    /// <summary>The accepted passkeys of an authenticator model, without those of accounts that have no other sign-in method.</summary>
    public IQueryable<Passkey> RemovableOfModel(AppDbContext db, Guid aaguid) =>
        Removable(db, db.Passkeys.Where(p => p.Aaguid == aaguid && p.RevokedAt == null));

    /// <summary>
    /// The external identity, unless it is the only sign-in method. An identity that cannot sign in can always be removed.
    /// </summary>
    public IQueryable<ExternalIdentity> Removable(AppDbContext db, Guid userId, ExternalIdentity identity)
    {
        var passkeys = db.Passkeys.Where(Passkey.IsSignInMethod);

        return db.ExternalIdentities.Where(i => i.Id == identity.Id && i.UserId == userId && (!providers.Contains(i.Provider)
            || passkeys.Any(p => p.UserId == userId)
            || db.ExternalIdentities.Any(other => other.UserId == userId && other.Id != identity.Id && providers.Contains(other.Provider))));
    }

    /// <summary>The passkeys of the selection that are no sign-in method, or whose owners have another one outside the selection.</summary>
    private IQueryable<Passkey> Removable(AppDbContext db, IQueryable<Passkey> selected)
    {
        var passkeys = db.Passkeys.Where(Passkey.IsSignInMethod);

        return selected.Where(p => !passkeys.Any(one => one.Id == p.Id)
            || db.ExternalIdentities.Any(i => i.UserId == p.UserId && providers.Contains(i.Provider))
            || passkeys.Any(other => other.UserId == p.UserId && !selected.Any(s => s.Id == other.Id)));
    }
}
