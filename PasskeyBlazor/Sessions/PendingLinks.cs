using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// An account at a provider on its way to become a way in: proposed when it was proved, in one browser, and linked when the owner
/// of the user says so, who has proved it too. Neither proof is enough by itself.
/// </summary>
public sealed partial class PendingLinks(
    IDbContextFactory<AppDbContext> databases, RecentSignIn recentSignIn, ExternalSignIn externalSignIn, TimeProvider clock, ILogger<PendingLinks> logger)
{
    /// <summary>How far the clocks of two nodes may be apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>What was proved just now in this browser, and waits for ten minutes.</summary>
    /// <param name="userId">The only user that it may become a way to.</param>
    /// <param name="sessionId">The session that asked for it; null where nobody was signed in.</param>
    public PendingLink Proposal(Guid userId, Guid? sessionId, ExternalProfile profile, string browser, bool stay)
    {
        var now = clock.GetUtcNow();

        return new PendingLink
        {
            Browser = PendingLink.BrowserOf(browser),
            UserId = userId,
            SessionId = sessionId,
            Provider = profile.Provider,
            Issuer = profile.Issuer,
            Subject = profile.Subject,
            Name = profile.Name,
            Email = profile.Email,
            IsEmailVerified = profile.IsEmailVerified,
            PictureUrl = profile.PictureUrl,
            IsPersistent = stay,
            CreatedAt = now,
            ExpiresAt = now + PendingLink.Lifetime,
        };
    }

    /// <summary>Saves the proposal in place of an older one of this browser, and the provider's answer as used.</summary>
    /// <param name="nonce">Marks the provider's answer as used.</param>
    /// <param name="leaving">A session of this browser that ends by it, as it would by any other sign-in.</param>
    /// <returns>Null, or <see cref="Failure.ChallengeSpent"/> or <see cref="Failure.NotSaved"/>.</returns>
    public async Task<Failure?> ProposeAsync(PendingLink proposal, SpentChallenge nonce, Guid? leaving, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.PendingLinks.Add(proposal);
        db.SpentChallenges.Add(nonce);
        try
        {
            await using var both = await db.BeginWriteAsync(cancellationToken);
            await db.Sessions.Where(s => s.Id == leaving).ExecuteDeleteAsync(cancellationToken);
            await db.PendingLinks.Where(l => l.Browser == proposal.Browser).ExecuteDeleteAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await both.CommitAsync(cancellationToken);
            LogProposed(proposal.UserId, proposal.Provider, proposal.Issuer, ProfileOf(proposal).Hash);
            return null;
        }
        catch (DbUpdateException fault)
        {
            if (await db.SpentChallenges.AnyAsync(c => c.Challenge == nonce.Challenge, cancellationToken))
            {
                LogSpent(proposal.UserId);
                return Failure.ChallengeSpent;
            }

            LogNotProposed(proposal.UserId, fault);
            return Failure.NotSaved; // the user is gone, or the database does not save just now
        }
    }

    /// <summary>What waits in this browser; null when nothing does, or no longer.</summary>
    public async Task<PendingLink?> FindAsync(string browser, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await FindAsync(db, browser, cancellationToken);
    }

    /// <summary>The same, asked on a context that is at hand.</summary>
    public Task<PendingLink?> FindAsync(AppDbContext db, string browser, CancellationToken cancellationToken)
    {
        var key = PendingLink.BrowserOf(browser);
        var now = clock.GetUtcNow();

        return db.PendingLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Browser == key && l.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Makes the account a way in. Asks for a recent sign-in as the user that it was proposed to.</summary>
    /// <returns>Null, or why not.</returns>
    public async Task<Failure?> CompleteAsync(Guid sessionId, string browser, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var all = await db.BeginWriteAsync(cancellationToken);
        var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        if (await FindAsync(db, browser, cancellationToken) is not { } link)
        {
            return Failure.ChallengeExpired;
        }

        var user = session.Value.User;
        if (link.UserId != user.Id)
        {
            return Failure.ConfirmedByAnother;
        }

        if (link.SessionId is null && session.Value.AuthenticatedAt + ClockSkew < link.CreatedAt)
        {
            return Failure.ChallengeExpired; // it was not offered to whoever was signed in already
        }

        var profile = ProfileOf(link);
        if (await WhyNotLinkableAsync(db, user.Id, profile, cancellationToken) is { } failure)
        {
            db.Activities.Add(externalSignIn.LogRefusal(user.Id, ActivityKind.LinkRefused, profile));
            await db.SaveChangesAsync(cancellationToken);
            await all.CommitAsync(cancellationToken);
            return failure;
        }

        await db.PendingLinks.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        var identity = await externalSignIn.LinkAsync(db, user, profile, cancellationToken);
        db.Activities.Add(Activity.In(
            session.Value, ActivityKind.IdentityLinked, clock.GetUtcNow(), identity.Email ?? identity.Name, identity.Provider, profile.Hash));
        await db.SaveChangesAsync(cancellationToken);
        await all.CommitAsync(cancellationToken);
        LogLinked(user.Id, identity.Provider, identity.Issuer, profile.Hash);
        return null;
    }

    /// <summary>Forgets what waits in this browser.</summary>
    public async Task DropAsync(string browser, CancellationToken cancellationToken = default)
    {
        var key = PendingLink.BrowserOf(browser);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.PendingLinks.Where(l => l.Browser == key).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>An account that is somebody's is never moved.</summary>
    public static async Task<Failure?> WhyNotLinkableAsync(
        AppDbContext db, Guid userId, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var owner = await db.ExternalIdentities
            .Where(i => i.Issuer == profile.Issuer && i.Subject == profile.Subject)
            .Select(i => (Guid?)i.UserId)
            .SingleOrDefaultAsync(cancellationToken);

        return owner is null ? null : owner == userId ? Failure.LinkedAlready : Failure.LinkedToAnother;
    }

    public static ExternalProfile ProfileOf(PendingLink link) => new(link.Provider, link.Issuer, link.Subject)
    {
        Name = link.Name,
        Email = link.Email,
        IsEmailVerified = link.IsEmailVerified,
        PictureUrl = link.PictureUrl,
    };

    [LoggerMessage(LogLevel.Information, "An account was not proposed to user {UserId}: the provider's answer had been used before.")]
    private partial void LogSpent(Guid userId);

    [LoggerMessage(LogLevel.Warning, "An account was not proposed to user {UserId}: it could not be saved.")]
    private partial void LogNotProposed(Guid userId, Exception fault);

    [LoggerMessage(LogLevel.Information, "An account at {Provider} waits for user {UserId} to say yes: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogProposed(Guid userId, string provider, string issuer, string subjectHash);

    [LoggerMessage(LogLevel.Information, "An account at {Provider} became a way in for user {UserId}: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogLinked(Guid userId, string provider, string issuer, string subjectHash);
}
