using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Finds or creates the user for an account at a provider. Issuer and subject decide. An e-mail address alone never decides: where
/// it belongs to another user, that user is asked, unless the operator trusts both providers for it.
/// </summary>
public sealed partial class ExternalSignIn(EmailOwners owners, TimeProvider clock, ILogger<ExternalSignIn> logger)
{
    private const int HandleLength = 32;

    /// <summary>Stages new rows; the caller saves them together with the resulting changes.</summary>
    public async Task<ExternalSignInResult> ResolveAsync(AppDbContext db, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var known = await db.ExternalIdentities
            .Include(i => i.User)
            .SingleOrDefaultAsync(i => i.Issuer == profile.Issuer && i.Subject == profile.Subject, cancellationToken);
        var owner = known ?? await owners.FindAsync(db, profile, cancellationToken);
        if (owner is null)
        {
            return ExternalSignInResult.Of(await CreateAsync(db, profile, cancellationToken));
        }

        // Also true when a simultaneous first sign-in has just created this identity.
        if (owner.Issuer == profile.Issuer && owner.Subject == profile.Subject)
        {
            await RefreshAsync(db, owner, profile, cancellationToken);
            return ExternalSignInResult.Of(owner);
        }

        if (!owners.MayLinkUnasked(profile, owner))
        {
            return ExternalSignInResult.AtAddressOf(owner.UserId);
        }

        if (owner.User.DisabledAt is not null)
        {
            return ExternalSignInResult.Of(owner); // the caller refuses a disabled user as in any other sign-in
        }

        LogLinkedByEmail(owner.UserId, profile.Provider, profile.Issuer, profile.Hash);
        return ExternalSignInResult.Of(await LinkAsync(db, owner.User, profile, cancellationToken)) with
        {
            Event = Event(owner.UserId, AccountEventKind.IdentityLinkedByEmail, profile),
        };
    }

    /// <summary>Stages a user for an account at a provider that no user has; the caller saves.</summary>
    public async Task<ExternalIdentity> CreateAsync(AppDbContext db, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var user = new User
        {
            Handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HandleLength)),
            CreatedAt = clock.GetUtcNow(),
        };
        LogCreated(user.Id, profile.Provider);

        return await StageAsync(db, user, profile, isProfileSource: true, cancellationToken);
    }

    /// <summary>
    /// Stages one more account at a provider as a sign-in method of a user. The profile source stays the same. The caller saves.
    /// </summary>
    public Task<ExternalIdentity> LinkAsync(AppDbContext db, User user, ExternalProfile profile, CancellationToken cancellationToken) =>
        StageAsync(db, user, profile, isProfileSource: false, cancellationToken);

    /// <summary>Finds the user's identity for this profile, and stages its changes; the caller saves.</summary>
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

    /// <summary>The account event about an account at a provider that does not belong to the user. The caller saves and logs it.</summary>
    public AccountEvent Refusal(Guid userId, AccountEventKind kind, ExternalProfile profile) => Event(userId, kind, profile, Reference.New());

    /// <summary>Logs the refusal with its reference.</summary>
    public AccountEvent LogRefusal(AccountEvent refusal, ExternalProfile profile)
    {
        LogOfAnother(refusal.Kind, refusal.UserId, profile.Provider, profile.Issuer, profile.Hash, refusal.Reference!);

        return refusal;
    }

    /// <summary>The row that marks a provider's answer as used.</summary>
    public SpentChallenge Spend(byte[] nonce) => new() { Challenge = nonce, ExpiresAt = clock.GetUtcNow() + ProviderReturn.Lifetime };

    private async Task<ExternalIdentity> StageAsync(
        AppDbContext db, User user, ExternalProfile profile, bool isProfileSource, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var identity = new ExternalIdentity
        {
            UserId = user.Id,
            User = user,
            Provider = profile.Provider,
            Issuer = profile.Issuer,
            Subject = profile.Subject,
            IsProfileSource = isProfileSource,
            CreatedAt = now,
            LastUsedAt = now,
        };
        db.ExternalIdentities.Add(identity);
        await RefreshAsync(db, identity, profile, cancellationToken);

        return identity;
    }

    /// <summary>Updates the displayed data to the provider's current data. The owner does not change.</summary>
    private async Task RefreshAsync(AppDbContext db, ExternalIdentity identity, ExternalProfile profile, CancellationToken cancellationToken)
    {
        identity.Provider = profile.Provider;
        identity.LastUsedAt = clock.GetUtcNow();
        identity.Name = profile.Name;
        identity.PictureUrl = profile.PictureUrl;
        await owners.TakeOverAsync(db, identity, profile, cancellationToken);
        if (identity.IsProfileSource)
        {
            identity.User.UseProfileOf(identity);
        }
    }

    private AccountEvent Event(Guid userId, AccountEventKind kind, ExternalProfile profile, string? reference = null) => new()
    {
        UserId = userId,
        At = clock.GetUtcNow(),
        Kind = kind,
        Method = profile.Provider,
        Hash = profile.Hash,
        Reference = reference,
    };

    [LoggerMessage(LogLevel.Information, "User {UserId} was created by a first sign-in through {Provider}.")]
    private partial void LogCreated(Guid userId, string provider);

    [LoggerMessage(LogLevel.Warning, "An account at {Provider} becomes a sign-in method of user {UserId} by its address: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogLinkedByEmail(Guid userId, string provider, string issuer, string subjectHash);

    [LoggerMessage(LogLevel.Warning,
        "{Kind} for user {UserId}: {Provider} named another account, issuer {Issuer}, subject {SubjectHash}. Reference {Reference}.")]
    private partial void LogOfAnother(AccountEventKind kind, Guid userId, string provider, string issuer, string subjectHash, string reference);
}
