using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Where both ways of being recognised become one cookie: a <see cref="Session"/> row here, its id in the browser. Only a
/// request can do this, because only a request has a response to write a cookie to.
/// </summary>
public sealed partial class SessionBridge(
    AppDbContext db,
    IHttpContextAccessor request,
    RequestActivity activity,
    FirstAdministrator firstAdministrator,
    LastWay lastWay,
    IOptions<SessionLives> lives,
    TimeProvider clock,
    ILogger<SessionBridge> logger)
{
    private string? Address => Http.Connection.RemoteIpAddress?.ToString();

    private HttpContext Http => request.HttpContext ?? throw new InvalidOperationException("Only a request opens or ends a session.");

    /// <summary>Opens a session for a passkey's owner.</summary>
    /// <returns>
    /// The session; or <see cref="CeremonyFailure.ChallengeSpent"/> when another answer to the same challenge was quicker,
    /// <see cref="CeremonyFailure.PasskeyRefused"/> when the passkey was used or removed meanwhile, or
    /// <see cref="CeremonyFailure.AccountDisabled"/>.
    /// </returns>
    public Task<CeremonyResult<Session>> OpenAsync(Passkey passkey, bool stay) => OpenAsync(passkey.User, stay, passkey, identity: null, ActivityKind.SignedIn);

    /// <summary>Opens a session for the owner of a provider's account.</summary>
    /// <returns>
    /// The session; or <see cref="CeremonyFailure.ChallengeSpent"/> when the provider's answer was used before,
    /// <see cref="CeremonyFailure.NotSaved"/> when another request created or deleted the same account meanwhile, or
    /// <see cref="CeremonyFailure.AccountDisabled"/>.
    /// </returns>
    public Task<CeremonyResult<Session>> OpenAsync(ExternalIdentity identity, bool stay) => OpenAsync(identity.User, stay, passkey: null, identity, ActivityKind.SignedIn);

    /// <summary>Opens a session for somebody new, whose proof at the provider waited for their answer.</summary>
    /// <param name="identity">Theirs.</param>
    /// <param name="link">What waited.</param>
    public Task<CeremonyResult<Session>> OpenAsync(ExternalIdentity identity, PendingLink link) =>
        OpenAsync(identity.User, link.IsPersistent, passkey: null, identity, ActivityKind.SignedIn, link.CreatedAt);

    /// <summary>Puts a session that was proved just now by a passkey in the place of this one.</summary>
    public Task<CeremonyResult<Session>> ConfirmAsync(Session session, Passkey passkey) =>
        OpenAsync(passkey.User, session.IsPersistent, passkey, identity: null, ActivityKind.Confirmed);

    /// <summary>Puts a session that was proved just now at a provider in the place of this one.</summary>
    public Task<CeremonyResult<Session>> ConfirmAsync(ExternalIdentity identity, bool stay) =>
        OpenAsync(identity.User, stay, passkey: null, identity, ActivityKind.Confirmed);

    /// <summary>Ends this browser's session: the row first, so that a copy of the cookie is worth nothing either.</summary>
    public async Task EndAsync()
    {
        if (SignedIn.From(Http.User) is { } signedIn)
        {
            await using var both = await db.BeginWriteAsync(Http.RequestAborted);
            var mine = db.Sessions.Where(s => s.Id == signedIn.SessionId);
            if (await mine.AsNoTracking().SingleOrDefaultAsync(Http.RequestAborted) is { } session)
            {
                db.Activities.Add(Activity.In(session, ActivityKind.SignedOut, clock.GetUtcNow()));
                await db.SaveChangesAsync(Http.RequestAborted);
                await mine.ExecuteDeleteAsync(Http.RequestAborted);
            }

            await db.PendingLinks.Where(l => l.UserId == signedIn.UserId).ExecuteDeleteAsync(Http.RequestAborted); // sessions first, as everywhere
            await both.CommitAsync(Http.RequestAborted);
            LogEnded(signedIn.SessionId, signedIn.UserId);
        }

        await Http.SignOutAsync(SessionServices.Scheme);
    }

    /// <summary>One save of everything that was staged on the request's context, and then the cookie.</summary>
    private async Task<CeremonyResult<Session>> OpenAsync(
        User user, bool stay, Passkey? passkey, ExternalIdentity? identity, ActivityKind kind, DateTimeOffset? provedAt = null)
    {
        if (user.DisabledAt is not null)
        {
            activity.NoteDisabled(user.Id, identity?.Provider ?? SignedIn.ByPasskey);
            return CeremonyFailure.AccountDisabled;
        }

        var session = await StageAsync(user, stay, passkey, identity, provedAt);
        db.Activities.Add(Activity.In(session, kind, session.CreatedAt, passkey?.Name, identity?.Provider ?? SignedIn.ByPasskey));
        activity.SayFromWhere();
        await firstAdministrator.StageAsync(db, session, Http.RequestAborted);
        var spent = db.ChangeTracker.Entries<SpentChallenge>().SingleOrDefault()?.Entity; // none where a link that waited is spent
        try
        {
            await db.SaveChangesAsync(Http.RequestAborted);
        }
        catch (DbUpdateException refused)
        {
            if (await WhyNotSavedAsync(spent, session, refused) is { } failure)
            {
                return failure;
            }

            throw;
        }

        await WriteCookieAsync(session);
        lastWay.Write(Http, session);
        return session;
    }

    private async Task<Session> StageAsync(User user, bool stay, Passkey? passkey, ExternalIdentity? identity, DateTimeOffset? provedAt)
    {
        // A new id each time, and whoever was signed in here no longer is.
        if (SignedIn.From(Http.User) is { } before && await db.Sessions.FindAsync([before.SessionId], Http.RequestAborted) is { } old)
        {
            db.Sessions.Remove(old);
            if (old.UserId != user.Id)
            {
                db.PendingLinks.RemoveRange(await db.PendingLinks.Where(l => l.UserId == old.UserId).ToListAsync(Http.RequestAborted));
            }
        }

        var now = clock.GetUtcNow();
        var (browser, system) = UserAgent.Read(Http.Request.Headers.UserAgent);
        var session = new Session
        {
            UserId = user.Id,
            User = user,
            PasskeyId = passkey?.Id,
            ExternalIdentityId = identity?.Id,
            ExternalIdentity = identity,
            IsPersistent = stay,
            Browser = browser,
            System = system,
            Address = Address,
            CreatedAt = now,
            AuthenticatedAt = provedAt ?? now,
            LastSeenAt = now,
            ExpiresAt = lives.Value.EndOf(stay, now, now),
        };
        db.Sessions.Add(session);
        user.LastSignInAt = now;
        if (passkey is not null)
        {
            (passkey.LastUsedBrowser, passkey.LastUsedSystem) = (browser, system);
        }

        return session;
    }

    private async Task WriteCookieAsync(Session session)
    {
        var signedIn = SignedIn.From(session);
        await Http.SignInAsync(SessionServices.Scheme, signedIn.ToCookiePrincipal(), new AuthenticationProperties
        {
            IsPersistent = session.IsPersistent,
            IssuedUtc = session.CreatedAt,
            ExpiresUtc = session.CreatedAt + lives.Value.AbsoluteOf(session.IsPersistent),
        });
        LogOpened(session.Id, session.UserId, signedIn.Method);
    }

    /// <summary>The save failed whole. What is true now tells why; null when nothing does, and the database itself is at fault.</summary>
    private async Task<CeremonyFailure?> WhyNotSavedAsync(SpentChallenge? spent, Session session, DbUpdateException refused)
    {
        var isNew = session.ExternalIdentity is { } identity && db.Entry(identity).State == EntityState.Added;
        db.ChangeTracker.Clear();
        var isSpent = spent is null
            ? refused is DbUpdateConcurrencyException
            : await db.SpentChallenges.AnyAsync(c => c.Challenge == spent.Challenge, Http.RequestAborted);
        if (isSpent)
        {
            LogSpent(session.UserId);
            return CeremonyFailure.ChallengeSpent;
        }

        if (refused is DbUpdateConcurrencyException || (!isNew && !await IsWayThereAsync(session)))
        {
            LogMovedMeanwhile(session.UserId);
            return session.PasskeyId is null ? CeremonyFailure.NotSaved : CeremonyFailure.PasskeyRefused;
        }

        if (session.ExternalIdentity is { } mine
            && await db.ExternalIdentities.AnyAsync(i => i.Issuer == mine.Issuer && i.Subject == mine.Subject && i.Id != mine.Id, Http.RequestAborted))
        {
            return CeremonyFailure.NotSaved;
        }

        return null;
    }

    /// <summary>Whether the passkey or the provider's account that the session came by is still there, and with it the user.</summary>
    private Task<bool> IsWayThereAsync(Session session) => session.PasskeyId is { } passkeyId
        ? db.Passkeys.AnyAsync(p => p.Id == passkeyId, Http.RequestAborted)
        : db.ExternalIdentities.AnyAsync(i => i.Id == session.ExternalIdentityId, Http.RequestAborted);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} of user {UserId} was opened by {Method}.")]
    private partial void LogOpened(Guid sessionId, Guid userId, string method);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} of user {UserId} was ended.")]
    private partial void LogEnded(Guid sessionId, Guid userId);

    [LoggerMessage(LogLevel.Information, "A sign-in of user {UserId} was refused: what it answers had been answered before.")]
    private partial void LogSpent(Guid userId);

    [LoggerMessage(LogLevel.Warning, "A sign-in of user {UserId} was refused: what it came by was used or removed meanwhile.")]
    private partial void LogMovedMeanwhile(Guid userId);
}
