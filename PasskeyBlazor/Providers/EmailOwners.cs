using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>Whose an e-mail address is, as far as a provider's word goes. It decides what is shown and who is asked, never who somebody is.</summary>
public sealed class EmailOwners(ProviderDirectory providers)
{
    /// <summary>Whether the provider vouches for the address, and the operator believes it.</summary>
    public bool IsVerified(ExternalProfile profile) =>
        profile is { IsEmailVerified: true, Email: not null } && providers.TryFind(profile.Provider, out var provider) && provider.TrustEmail;

    /// <summary>Who has had this address verified for the longest time; null when nobody has, or the profile's own word is not verified.</summary>
    public async Task<ExternalIdentity?> FindAsync(AppDbContext db, ExternalProfile profile, CancellationToken cancellationToken)
    {
        if (!IsVerified(profile))
        {
            return null; // who has only said that it is theirs might be waiting for its owner to come by
        }

        var key = EmailKey.Of(profile.Email);

        return await db.ExternalIdentities
            .Include(i => i.User)
            .Where(i => i.EmailKey == key && i.IsEmailVerified)
            .OrderBy(i => i.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Whether nobody needs to be asked: the operator wants it so, and both providers are the last word on the address. Never where
    /// one provider knows the same address under two subjects: it was given to somebody else there.
    /// </summary>
    public bool MayLinkUnasked(ExternalProfile profile, ExternalIdentity owner) =>
        profile.Issuer != owner.Issuer && providers.TryFind(profile.Provider, out var arriving) && arriving is { LinksByEmail: true, IsAuthorityOnEmail: true }
        && providers.TryFind(owner.Provider, out var stored) && stored.IsAuthorityOnEmail;

    /// <summary>
    /// Takes over what the provider says now. An address is shown in one account: in that of whoever has it verified, before
    /// whoever only says that it is theirs.
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
