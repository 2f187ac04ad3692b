using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Turns both kinds of sign-in, by passkey and by provider, into one cookie. It is the last gate: it refuses a disabled account, a spent
/// challenge, and a passkey that changed meanwhile. The database stores a <see cref="Session"/> row,
/// and the cookie contains its id. Only a request can do this, because only a request has a response for the cookie.
/// </summary>
public sealed partial class SessionBridge(
    IDbContextFactory<AppDbContext> databases,
    RequestEvents activity,
    FirstAdministrator firstAdministrator,
    BrowserAccounts browserAccounts,
    LastUsedMethod lastUsedMethod,
    IOptions<SessionLifetimes> lives,
    TimeProvider clock,
    ILogger<SessionBridge> logger)
{
    /// <summary>
    /// Opens a session for the user of <paramref name="proof"/>. Saves all staged changes of <paramref name="db"/> at once, then
    /// writes the cookie.
    /// </summary>
    /// <param name="http">The request whose response gets the cookie.</param>
    /// <param name="db">The context of this unit of work. After a refusal, none of its staged changes are saved.</param>
    /// <param name="proof">The same save marks it as spent.</param>
    /// <param name="stay">Whether the session continues after the browser closes.</param>
    /// <returns>
    /// The session; or <see cref="Failure.ChallengeSpent"/> when the same proof was used before,
    /// <see cref="Failure.PasskeyRefused"/> when the passkey was used or removed in the meantime, <see cref="Failure.NotSaved"/>
    /// when another request created or deleted the same account in the meantime or ended the session that this one replaces, or
    /// <see cref="Failure.AccountDisabled"/>.
    /// </returns>
    public Task<Result<Session>> OpenAsync(HttpContext http, AppDbContext db, SignInProof proof, bool stay) =>
        OpenAsync(http, db, proof, stay, AccountEventKind.SignedIn);

    /// <summary>
    /// Replaces the session of this browser with a newly authenticated one. Fails like
    /// <see cref="OpenAsync(HttpContext, AppDbContext, SignInProof, bool)"/>.
    /// </summary>
    public Task<Result<Session>> ReauthenticateAsync(HttpContext http, AppDbContext db, SignInProof proof, bool stay) =>
        OpenAsync(http, db, proof, stay, AccountEventKind.Reauthenticated);

    /// <summary>Ends the session of this browser. Deletes the row first, so that a copy of the cookie is useless too.</summary>
    public async Task EndAsync(HttpContext http)
    {
        if (SignedIn.From(http.User) is { } signedIn)
        {
            await UnitOfWork.RunAsync(() => DeleteAsync(signedIn, http.RequestAborted), http.RequestAborted);
            LogEnded(signedIn.SessionId, signedIn.UserId);
        }

        await http.SignOutAsync(SessionServices.Scheme);
    }

    /// <summary>Deletes the cookie if the session has ended with its sign-in method.</summary>
    /// <returns>Whether the session has ended.</returns>
    public async Task<bool> ForgetEndedAsync(HttpContext http)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        if (SignedIn.From(http.User) is { } signedIn && await db.Sessions.Where(Session.IsOpenAt(now)).AnyAsync(s => s.Id == signedIn.SessionId, http.RequestAborted))
        {
            return false;
        }

        await ForgetAsync(http);
        return true;
    }

    /// <summary>
    /// Deletes the cookie of a session that has ended with its sign-in method or its account. Forgets the last used method too: a sign-in
    /// with it could create a new account by mistake.
    /// </summary>
    public Task ForgetAsync(HttpContext http)
    {
        lastUsedMethod.Forget(http);

        return http.SignOutAsync(SessionServices.Scheme);
    }

    private async Task<bool> DeleteAsync(SignedIn signedIn, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        var mine = db.Sessions.Where(s => s.Id == signedIn.SessionId);
        var session = await mine.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (session is not null)
        {
            db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.SignedOut, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
        }

        await SessionEnd.ExecuteAsync(db, mine, signedIn.UserId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        return session is not null;
    }

    private async Task<Result<Session>> OpenAsync(HttpContext http, AppDbContext db, SignInProof proof, bool stay, AccountEventKind kind)
    {
        if (proof.User.DisabledAt is not null)
        {
            return RefuseDisabled(http, proof);
        }

        proof.StageSpending(db); // Spend first: the staging of the session may load the same pending link.
        var isNewBrowser = IsNewBrowser(http, proof.User); // before the sign-in is staged
        var session = await StageAsync(http, db, proof, stay);
        var detail = proof.Passkey is { } passkey ? AccountEventDetail.Of(passkey)
            : kind == AccountEventKind.Reauthenticated ? new AccountEventDetail { IsProvedFresh = proof.IsProvedFresh }
            : isNewBrowser ? new AccountEventDetail()
            : null;
        if (isNewBrowser)
        {
            detail = detail! with { IsNewBrowser = true };
        }

        db.AccountEvents.Add(AccountEvent.In(session, kind, session.CreatedAt, detail, proof.Method));
        await firstAdministrator.StageAsync(db, session, http.RequestAborted);
        var isNew = proof.Identity is { } identity && db.Entry(identity).State == EntityState.Added;
        try
        {
            await db.SaveChangesAsync(http.RequestAborted);
        }
        catch (Exception refused) when (DatabaseFault.Is(refused) && !DatabaseFault.IsCollision(refused)) // the caller repeats a collision
        {
            db.ChangeTracker.Clear();
            if (await WhyNotSavedAsync(db, proof, isNew, refused, http.RequestAborted) is { } failure)
            {
                return failure;
            }

            throw;
        }

        await WriteCookieAsync(http, session);
        lastUsedMethod.Write(http, session);
        browserAccounts.Add(http, session.UserId);
        return session;
    }

    /// <summary>The very first sign-in of an account is from no other browser, and one that replaces a session of the same user is not new.</summary>
    private bool IsNewBrowser(HttpContext http, User user) =>
        user.LastSignInAt is not null && SignedIn.From(http.User)?.UserId != user.Id && !browserAccounts.Contains(http, user.Id);

    private Failure RefuseDisabled(HttpContext http, SignInProof proof)
    {
        var reference = Reference.New();
        LogDisabled(proof.User.Id, AddressOf(http), reference);
        activity.SaveAfterResponse(http, new AccountEvent
        {
            UserId = proof.User.Id,
            At = clock.GetUtcNow(),
            Kind = AccountEventKind.SignInRefused,
            Method = proof.Method,
            Reference = reference,
        });

        return Failure.AccountDisabled;
    }

    private async Task<Session> StageAsync(HttpContext http, AppDbContext db, SignInProof proof, bool stay)
    {
        // Each sign-in gets a new session id and ends the previous session of this browser.
        var user = proof.User;
        if (SignedIn.From(http.User) is { } before && await db.Sessions.FindAsync([before.SessionId], http.RequestAborted) is { } old)
        {
            if (old.UserId == user.Id)
            {
                db.Sessions.Remove(old); // The same user continues in the new session, so the pending links stay.
            }
            else
            {
                await SessionEnd.StageAsync(db, old, http.RequestAborted);
            }
        }

        var now = clock.GetUtcNow();
        var (browser, system) = UserAgent.Read(http.Request.Headers.UserAgent);
        var session = new Session
        {
            UserId = user.Id,
            User = user,
            PasskeyId = proof.Passkey?.Id,
            ExternalIdentityId = proof.Identity?.Id,
            ExternalIdentity = proof.Identity,
            IsPersistent = stay,
            Browser = browser,
            System = system,
            Address = AddressOf(http),
            CreatedAt = now,
            AuthenticatedAt = proof.ProvedAt ?? now,
            IsProvedFresh = proof.IsProvedFresh,
            LastSeenAt = now,
            ExpiresAt = lives.Value.EndOf(stay, now, now),
        };
        db.Sessions.Add(session);
        user.LastSignInAt = now;
        if (proof.Passkey is { } passkey)
        {
            (passkey.LastUsedBrowser, passkey.LastUsedSystem) = (browser, system);
        }

        return session;
    }

    private async Task WriteCookieAsync(HttpContext http, Session session)
    {
        var signedIn = SignedIn.From(session);
        await http.SignInAsync(SessionServices.Scheme, signedIn.ToCookiePrincipal(), new AuthenticationProperties
        {
            IsPersistent = session.IsPersistent,
            IssuedUtc = session.CreatedAt,
            ExpiresUtc = session.CreatedAt + lives.Value.AbsoluteOf(session.IsPersistent),
        });
        LogOpened(session.Id, session.UserId, signedIn.Method);
    }

    /// <summary>
    /// The save failed completely. Finds the reason in the current data. Null when there is none: then the database itself
    /// failed.
    /// </summary>
    private async Task<Failure?> WhyNotSavedAsync(
        AppDbContext db, SignInProof proof, bool isNew, Exception refused, CancellationToken cancellationToken)
    {
        if (await proof.IsSpentAsync(db, cancellationToken))
        {
            LogSpent(proof.User.Id);
            return Failure.ChallengeSpent;
        }

        if (refused is DbUpdateConcurrencyException { Entries: var changed } && changed.All(entry => entry.Entity is Session or PendingLink))
        {
            return Failure.NotSaved; // the session that this sign-in replaces has ended meanwhile
        }

        if (refused is DbUpdateConcurrencyException || (!isNew && !await IsMethodThereAsync(db, proof, cancellationToken)))
        {
            LogMovedMeanwhile(proof.User.Id);
            return proof.Passkey is null ? Failure.NotSaved : Failure.PasskeyRefused;
        }

        if (proof.Identity is { } mine
            && await db.ExternalIdentities.AnyAsync(i => i.Issuer == mine.Issuer && i.Subject == mine.Subject && i.Id != mine.Id, cancellationToken))
        {
            return Failure.NotSaved;
        }

        return null;
    }

    /// <summary>Whether the passkey or the external identity of the proof still exists, and so its user too.</summary>
    private static Task<bool> IsMethodThereAsync(AppDbContext db, SignInProof proof, CancellationToken cancellationToken) => proof.Passkey is { } passkey
        ? db.Passkeys.AnyAsync(p => p.Id == passkey.Id, cancellationToken)
        : db.ExternalIdentities.AnyAsync(i => i.Id == proof.Identity!.Id, cancellationToken);

    private static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();

    [LoggerMessage(LogLevel.Information, "Session {SessionId} of user {UserId} was opened by {Method}.")]
    private partial void LogOpened(Guid sessionId, Guid userId, string method);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} of user {UserId} was ended.")]
    private partial void LogEnded(Guid sessionId, Guid userId);

    [LoggerMessage(LogLevel.Warning, "A sign-in of user {UserId} from {Address} was refused: the account is disabled. Reference {Reference}.")]
    private partial void LogDisabled(Guid userId, string? address, string reference);

    [LoggerMessage(LogLevel.Information, "A sign-in of user {UserId} was refused: its challenge, nonce or pending link was used before.")]
    private partial void LogSpent(Guid userId);

    [LoggerMessage(LogLevel.Warning, "A sign-in of user {UserId} was refused: its passkey or external identity was used or removed meanwhile.")]
    private partial void LogMovedMeanwhile(Guid userId);
}
