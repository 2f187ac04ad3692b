using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>Finds or creates the user for a provider's account. Issuer and subject decide, never an e-mail address.</summary>
public sealed partial class ExternalSignIn(ProviderDirectory providers, TimeProvider clock, ILogger<ExternalSignIn> logger)
{
    private const int HandleLength = 32;

    /// <summary>Stages what is new; the caller saves, together with what follows from it.</summary>
    /// <param name="ticket">Marks this answer of the provider as used, in the same save.</param>
    public async Task<ExternalIdentity> FindOrCreateAsync(AppDbContext db, ExternalProfile profile, byte[] ticket, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        db.SpentChallenges.Add(new SpentChallenge { Challenge = ticket, ExpiresAt = now + ProviderReturn.Lifetime });

        var identity = await db.ExternalIdentities
            .Include(i => i.User)
            .SingleOrDefaultAsync(i => i.Issuer == profile.Issuer && i.Subject == profile.Subject, cancellationToken);
        if (identity is null)
        {
            identity = Create(profile, now);
            db.ExternalIdentities.Add(identity);
            LogCreated(identity.UserId, profile.Provider);
        }

        identity.Provider = profile.Provider;
        identity.LastUsedAt = now;
        ShowAs(identity.User, profile);

        return identity;
    }

    /// <summary>Finds the account of a user that the provider means, and stages what changes; the caller saves.</summary>
    /// <returns>Null when it is nobody's, or somebody else's; then what is staged is only to be told to the user.</returns>
    public async Task<ExternalIdentity?> FindOfAsync(
        AppDbContext db, Guid userId, ExternalProfile profile, byte[] ticket, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var identity = await db.ExternalIdentities
            .Include(i => i.User)
            .SingleOrDefaultAsync(i => i.UserId == userId && i.Issuer == profile.Issuer && i.Subject == profile.Subject, cancellationToken);
        if (identity is null)
        {
            LogOfAnother(userId, profile.Provider);
            db.Activities.Add(new Activity { UserId = userId, At = now, Kind = ActivityKind.ConfirmationRefused, Way = profile.Provider });
            return null;
        }

        db.SpentChallenges.Add(new SpentChallenge { Challenge = ticket, ExpiresAt = now + ProviderReturn.Lifetime });
        identity.Provider = profile.Provider;
        identity.LastUsedAt = now;

        return identity;
    }

    private static ExternalIdentity Create(ExternalProfile profile, DateTimeOffset now)
    {
        var user = new User
        {
            Handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HandleLength)),
            DisplayName = "",
            CreatedAt = now,
        };

        return new ExternalIdentity
        {
            UserId = user.Id,
            User = user,
            Provider = profile.Provider,
            Issuer = profile.Issuer,
            Subject = profile.Subject,
            CreatedAt = now,
            LastUsedAt = now,
        };
    }

    /// <summary>Name, address and picture are shown as the provider says them now.</summary>
    private void ShowAs(User user, ExternalProfile profile)
    {
        user.DisplayName = profile.Name ?? profile.Email ?? Text.NameUnknown;
        user.Email = profile.Email;
        user.IsEmailVerified = profile.IsEmailVerified && providers.TryFind(profile.Provider, out var provider) && provider.TrustEmail;
        user.PictureUrl = profile.PictureUrl;
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was created by a first sign-in through {Provider}.")]
    private partial void LogCreated(Guid userId, string provider);

    [LoggerMessage(LogLevel.Warning, "A confirmation by user {UserId} was refused: {Provider} named somebody else.")]
    private partial void LogOfAnother(Guid userId, string provider);
}
