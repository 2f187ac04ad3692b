using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Providers;

/// <summary>
/// An account at a provider before it becomes a sign-in method. It is proposed after a proof at the provider. It is linked when the
/// user of the account here agrees, after reauthentication. Neither proof is sufficient alone.
/// </summary>
public sealed partial class PendingLinks(
    IDbContextFactory<AppDbContext> databases, AccountChanges changes, ExternalSignIn externalSignIn, TimeProvider clock, ILogger<PendingLinks> logger)
{
    /// <summary>The maximum clock difference between two nodes.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>A proposal for the account that was just proved in this browser. It is valid for ten minutes.</summary>
    /// <param name="userId">The only user that may get it as a sign-in method.</param>
    /// <param name="sessionId">The session that requested the link; null where no user was signed in.</param>
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

    /// <summary>Saves the proposal in place of an older one of this browser, and marks the provider's answer as used.</summary>
    /// <param name="nonce">The nonce that marks the provider's answer as used.</param>
    /// <param name="leaving">A session of this browser that ends with the proposal, as with any other sign-in.</param>
    /// <returns>Null, or <see cref="Failure.ChallengeSpent"/>, or <see cref="Failure.NotSaved"/> when the user no longer exists. A fault of the database goes to the caller.</returns>
    public async Task<Failure?> ProposeAsync(PendingLink proposal, SpentChallenge nonce, SignedIn? leaving, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.PendingLinks.Add(proposal);
        db.SpentChallenges.Add(nonce);
        try
        {
            await using var transaction = await db.BeginWriteAsync(cancellationToken);
            if (leaving is not null)
            {
                await SessionEnd.ExecuteAsync(db, db.Sessions.Where(s => s.Id == leaving.SessionId), leaving.UserId, cancellationToken);
            }

            await db.PendingLinks.Where(l => l.Browser == proposal.Browser).ExecuteDeleteAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogProposed(proposal.UserId, proposal.Provider, proposal.Issuer, ProfileOf(proposal).Hash);
            return null;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) && !DatabaseFault.IsCollision(fault))
        {
            if (await db.SpentChallenges.AnyAsync(c => c.Challenge == nonce.Challenge, cancellationToken))
            {
                LogSpent(proposal.UserId);
                return Failure.ChallengeSpent;
            }

            if (await db.Users.AnyAsync(u => u.Id == proposal.UserId, cancellationToken))
            {
                throw;
            }

            LogNotProposed(proposal.UserId, fault);
            return Failure.NotSaved;
        }
    }

    /// <summary>The pending link of this browser; null when there is none, or it has expired.</summary>
    public async Task<PendingLink?> FindAsync(string browser, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await FindAsync(db, browser, cancellationToken);
    }

    /// <summary>The same query on an existing context.</summary>
    public Task<PendingLink?> FindAsync(AppDbContext db, string browser, CancellationToken cancellationToken)
    {
        var key = PendingLink.BrowserOf(browser);
        var now = clock.GetUtcNow();

        return db.PendingLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Browser == key && l.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Links the account as a sign-in method. Requires reauthentication as the user of the proposal.</summary>
    /// <returns>
    /// Null, or <see cref="Failure.SignedOut"/>, <see cref="Failure.ReauthenticationNeeded"/>, <see cref="Failure.ChallengeExpired"/>,
    /// <see cref="Failure.ReauthenticatedAsAnother"/>, <see cref="Failure.LinkedAlready"/> or <see cref="Failure.LinkedToAnother"/>.
    /// </returns>
    public async Task<Failure?> CompleteAsync(Guid sessionId, string browser, CancellationToken cancellationToken = default)
    {
        var completed = await changes.RunAsync<Completed>(sessionId, async (db, session) =>
        {
            if (await FindAsync(db, browser, cancellationToken) is not { } link)
            {
                return Failure.ChallengeExpired;
            }

            var user = session.User;
            if (link.UserId != user.Id)
            {
                return Failure.ReauthenticatedAsAnother;
            }

            if (link.SessionId is null && session.AuthenticatedAt + ClockSkew < link.CreatedAt)
            {
                return Failure.ChallengeExpired; // an older authentication does not count: the proposal requires a new sign-in
            }

            var profile = ProfileOf(link);
            if (await WhyNotLinkableAsync(db, user.Id, profile, cancellationToken) is { } refusal)
            {
                var refused = externalSignIn.Refusal(user.Id, AccountEventKind.LinkRefused, profile);
                db.AccountEvents.Add(refused);
                return new Completed(profile, refused, refusal); // the refusal is saved, so it is no failure of the work
            }

            await db.PendingLinks.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
            var identity = await externalSignIn.LinkAsync(db, user, profile, cancellationToken);
            var linked = AccountEvent.In(
                session, AccountEventKind.IdentityLinked, clock.GetUtcNow(), AccountEventDetail.Of(identity), identity.Provider, profile.Hash);
            db.AccountEvents.Add(linked);
            return new Completed(profile, linked, Refusal: null);
        }, cancellationToken);
        if (!completed.Succeeded)
        {
            return completed.Failure;
        }

        var (profile, saved, refusal) = completed.Value;
        if (refusal is null)
        {
            LogLinked(saved.UserId, profile.Provider, profile.Issuer, profile.Hash);
        }
        else
        {
            externalSignIn.LogRefusal(saved, profile);
        }

        return refusal;
    }

    /// <summary>Stages a new account from a pending link that its user declines, without the email address.</summary>
    public async Task<SignInProof> StageNewAsync(AppDbContext db, PendingLink link, CancellationToken cancellationToken) =>
        SignInProof.OfPendingLink(await externalSignIn.CreateAsync(db, ProfileOf(link), cancellationToken), link);

    /// <summary>Deletes the pending link of this browser.</summary>
    public async Task DropAsync(string browser, CancellationToken cancellationToken = default)
    {
        var key = PendingLink.BrowserOf(browser);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.PendingLinks.Where(l => l.Browser == key).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>An account that belongs to a user is never moved.</summary>
    public static async Task<Failure?> WhyNotLinkableAsync(
        AppDbContext db, Guid userId, ExternalProfile profile, CancellationToken cancellationToken)
    {
        var owner = await db.ExternalIdentities
            .Where(i => i.Issuer == profile.Issuer && i.Subject == profile.Subject)
            .Select(i => (Guid?)i.UserId)
            .SingleOrDefaultAsync(cancellationToken);

        return owner is null ? null : owner == userId ? Failure.LinkedAlready : Failure.LinkedToAnother;
    }

    private static ExternalProfile ProfileOf(PendingLink link) => new(link.Provider, link.Issuer, link.Subject)
    {
        Name = link.Name,
        Email = link.Email,
        IsEmailVerified = link.IsEmailVerified,
        PictureUrl = link.PictureUrl,
    };

    /// <summary>What the transaction saved: an event about the link, or about its refusal.</summary>
    private sealed record Completed(ExternalProfile Profile, AccountEvent Saved, Failure? Refusal);

    [LoggerMessage(LogLevel.Information, "An account was not proposed to user {UserId}: the provider's answer had been used before.")]
    private partial void LogSpent(Guid userId);

    [LoggerMessage(LogLevel.Warning, "An account was not proposed to user {UserId}: the user no longer exists.")]
    private partial void LogNotProposed(Guid userId, Exception fault);

    [LoggerMessage(LogLevel.Information, "An account at {Provider} waits for user {UserId} to say yes: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogProposed(Guid userId, string provider, string issuer, string subjectHash);

    [LoggerMessage(LogLevel.Information, "An account at {Provider} became a sign-in method of user {UserId}: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogLinked(Guid userId, string provider, string issuer, string subjectHash);
}
