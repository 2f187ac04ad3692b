using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Finds or creates the user for a provider's account. Issuer and subject decide. An address never does by itself: where it is
/// another user's, that user has to be asked, unless the operator trusts both providers with it.
/// </summary>
public sealed partial class ExternalSignIn(EmailOwners owners, TimeProvider clock, ILogger<ExternalSignIn> logger)
{
    private const int HandleLength = 32;

    /// <summary>Stages what is new; the caller saves, together with what follows from it.</summary>
    public async Task<Arrival> ArriveAsync(AppDbContext db, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var known = await db.ExternalIdentities
            .Include(i => i.User)
            .SingleOrDefaultAsync(i => i.Issuer == profile.Issuer && i.Subject == profile.Subject, cancellationToken);
        var owner = known ?? await owners.FindAsync(db, profile, cancellationToken);
        if (owner is null)
        {
            return Arrival.Of(await CreateAsync(db, profile, cancellationToken));
        }

        if (owner.Issuer == profile.Issuer && owner.Subject == profile.Subject) // also where another first sign-in has just made it
        {
            await RefreshAsync(db, owner, profile, cancellationToken);
            return Arrival.Of(owner);
        }

        if (!owners.MayLinkUnasked(profile, owner))
        {
            return Arrival.AtAddressOf(owner.UserId);
        }

        if (owner.User.DisabledAt is not null)
        {
            return Arrival.Of(owner); // who is refused as everybody is
        }

        LogLinkedByEmail(owner.UserId, profile.Provider, profile.Issuer, profile.Hash);
        return Arrival.Of(await LinkAsync(db, owner.User, profile, cancellationToken)) with
        {
            Event = Event(owner.UserId, ActivityKind.IdentityLinkedByEmail, profile),
        };
    }

    /// <summary>Stages a user for an account at a provider that nobody here has; the caller saves.</summary>
    public async Task<ExternalIdentity> CreateAsync(AppDbContext db, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var user = new User
        {
            Handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HandleLength)),
            DisplayName = "",
            CreatedAt = clock.GetUtcNow(),
        };
        LogCreated(user.Id, profile.Provider);

        return await StageAsync(db, user, profile, isShown: true, cancellationToken);
    }

    /// <summary>Stages one more account at a provider as a way in for a user, who goes on being shown as before; the caller saves.</summary>
    public Task<ExternalIdentity> LinkAsync(AppDbContext db, User user, ExternalProfile profile, CancellationToken cancellationToken) =>
        StageAsync(db, user, profile, isShown: false, cancellationToken);

    /// <summary>Finds the account of a user that the provider means, and stages what changes; the caller saves.</summary>
    /// <returns>Null when no user or another user has it.</returns>
    public async Task<ExternalIdentity?> FindOfAsync(AppDbContext db, Guid userId, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var identity = await db.ExternalIdentities
            .Include(i => i.User)
            .SingleOrDefaultAsync(i => i.UserId == userId && i.Issuer == profile.Issuer && i.Subject == profile.Subject, cancellationToken);
        if (identity is not null)
        {
            await RefreshAsync(db, identity, profile, cancellationToken);
        }

        return identity;
    }

    /// <summary>The event that tells a user about an account at a provider that is not theirs. It is logged here; the caller saves it.</summary>
    public Activity LogRefusal(Guid userId, ActivityKind kind, ExternalProfile profile)
    {
        var reference = Reference.New();
        LogOfAnother(kind, userId, profile.Provider, profile.Issuer, profile.Hash, reference);

        return Event(userId, kind, profile, reference);
    }

    /// <summary>The row that marks an answer of a provider as used.</summary>
    public SpentChallenge Spend(byte[] ticket) => new() { Challenge = ticket, ExpiresAt = clock.GetUtcNow() + ProviderReturn.Lifetime };

    private async Task<ExternalIdentity> StageAsync(
        AppDbContext db, User user, ExternalProfile profile, bool isShown, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var identity = new ExternalIdentity
        {
            UserId = user.Id,
            User = user,
            Provider = profile.Provider,
            Issuer = profile.Issuer,
            Subject = profile.Subject,
            IsShown = isShown,
            CreatedAt = now,
            LastUsedAt = now,
        };
        db.ExternalIdentities.Add(identity);
        await RefreshAsync(db, identity, profile, cancellationToken);

        return identity;
    }

    /// <summary>What is shown of an account is as the provider says it now. Whose it is does not change by it.</summary>
    private async Task RefreshAsync(AppDbContext db, ExternalIdentity identity, ExternalProfile profile, CancellationToken cancellationToken)
    {
        identity.Provider = profile.Provider;
        identity.LastUsedAt = clock.GetUtcNow();
        identity.Name = profile.Name;
        identity.PictureUrl = profile.PictureUrl;
        await owners.TakeOverAsync(db, identity, profile, cancellationToken);
        if (identity.IsShown)
        {
            identity.User.ShowAs(identity);
        }
    }

    private Activity Event(Guid userId, ActivityKind kind, ExternalProfile profile, string? reference = null) => new()
    {
        UserId = userId,
        At = clock.GetUtcNow(),
        Kind = kind,
        Way = profile.Provider,
        Hash = profile.Hash,
        Reference = reference,
    };

    [LoggerMessage(LogLevel.Information, "User {UserId} was created by a first sign-in through {Provider}.")]
    private partial void LogCreated(Guid userId, string provider);

    [LoggerMessage(LogLevel.Warning, "An account at {Provider} becomes a way in for user {UserId} by its address: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogLinkedByEmail(Guid userId, string provider, string issuer, string subjectHash);

    [LoggerMessage(LogLevel.Warning,
        "{Kind} for user {UserId}: {Provider} named somebody else, issuer {Issuer}, subject {SubjectHash}. Reference {Reference}.")]
    private partial void LogOfAnother(ActivityKind kind, Guid userId, string provider, string issuer, string subjectHash, string reference);
}
