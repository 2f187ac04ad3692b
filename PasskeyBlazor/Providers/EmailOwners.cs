using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Decides which user owns an e-mail address, as far as a provider's statement allows. It selects the displayed address and the
/// user to ask. It never decides who a person is.
/// </summary>
public sealed class EmailOwners(ProviderDirectory providers)
{
    /// <summary>Whether the provider says that the address is verified, and its statement counts.</summary>
    public bool IsVerified(ExternalProfile profile) =>
        profile is { IsEmailVerified: true, Email: not null } && providers.TryFind(profile.Provider, out var provider) && provider.VerifiesEmail;

    /// <summary>
    /// The identity that has had this address verified the longest; null when none has, or when the profile's own address is not
    /// verified.
    /// </summary>
    public async Task<ExternalIdentity?> FindAsync(AppDbContext db, ExternalProfile profile, CancellationToken cancellationToken)
    {
        if (!IsVerified(profile))
        {
            return null; // a person who only claims the address may wait for its owner to link the account
        }

        var key = EmailKey.Of(profile.Email);

        return await db.ExternalIdentities
            .Include(i => i.User)
            .Where(i => i.EmailKey == key && i.IsEmailVerified)
            .OrderBy(i => i.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Whether the accounts may be linked without asking: the operator enables it, and both providers are authoritative for the
    /// address. Never where one provider has the same address under two subjects: there the address was reassigned to another
    /// person.
    /// </summary>
    public bool MayLinkUnasked(ExternalProfile profile, ExternalIdentity owner) =>
        profile.Issuer != owner.Issuer && providers.TryFind(profile.Provider, out var named) && named is { LinksByEmail: true, IsAuthoritative: true }
        && providers.TryFind(owner.Provider, out var stored) && stored.IsAuthoritative;

    /// <summary>
    /// Takes over the provider's current address. Only one account displays an address: a user with the verified address comes
    /// before a user who only claims it.
    /// </summary>
    public async Task TakeOverAsync(AppDbContext db, ExternalIdentity identity, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var isVerified = IsVerified(profile);
        var isNews = !isVerified || !identity.IsEmailVerified || EmailKey.Of(profile.Email) != identity.EmailKey;
        var isWithheld = isNews && await IsOfAnotherAsync(db, identity.UserId, profile.Email, isVerified, cancellationToken);

        identity.Email = isWithheld ? null : profile.Email;
        identity.IsEmailVerified = !isWithheld && isVerified;
    }

    private static async Task<bool> IsOfAnotherAsync(AppDbContext db, Guid userId, string? email, bool isVerified, CancellationToken cancellationToken)
    {
        var key = EmailKey.Of(email);

        return key is not null && await db.ExternalIdentities.AnyAsync(
            i => i.EmailKey == key && i.UserId != userId && (i.IsEmailVerified || !isVerified), cancellationToken);
    }
}
