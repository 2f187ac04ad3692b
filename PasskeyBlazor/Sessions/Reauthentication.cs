using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Checks that a session is open and that its last authentication is recent enough. An open tab proves neither. So every change
/// of the sign-in methods checks this first.
/// </summary>
public sealed class Reauthentication(IDbContextFactory<AppDbContext> databases, IOptions<SessionLifetimes> lifetimes, TimeProvider clock)
{
    /// <summary>Finds the session with its user and the user's passkeys. The change checks again inside its own transaction.</summary>
    /// <returns>The session, or <see cref="Failure.SignedOut"/> or <see cref="Failure.ReauthenticationNeeded"/>.</returns>
    public async Task<Result<Session>> FindAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await FindAsync(db, sessionId, cancellationToken);
    }

    /// <summary>The same query on an existing context, which tracks the rows.</summary>
    public async Task<Result<Session>> FindAsync(AppDbContext db, Guid sessionId, CancellationToken cancellationToken)
    {
        var session = await FindOpenAsync(db, sessionId, cancellationToken);
        if (session is null)
        {
            return Failure.SignedOut;
        }

        if (!IsRecent(session.AuthenticatedAt, session.IsProvedFresh))
        {
            return Failure.ReauthenticationNeeded;
        }

        return session;
    }

    /// <summary>
    /// Finds the session if it is open and its user is not disabled. The age of the last authentication does not matter.
    /// </summary>
    public async Task<Session?> FindOpenAsync(Guid sessionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await FindOpenAsync(db, sessionId, cancellationToken);
    }

    /// <summary>The same query on an existing context, which tracks the rows.</summary>
    public Task<Session?> FindOpenAsync(AppDbContext db, Guid sessionId, CancellationToken cancellationToken) =>
        db.Sessions
            .Include(s => s.User.Passkeys)
            .Where(Session.IsOpenAt(clock.GetUtcNow()))
            .SingleOrDefaultAsync(s => s.Id == sessionId, cancellationToken);

    /// <summary>Checks the session again inside the transaction of a change.</summary>
    public Task<bool> IsOpenAsync(AppDbContext db, Guid sessionId, CancellationToken cancellationToken) =>
        db.Sessions.Where(Session.IsOpenAt(clock.GetUtcNow())).AnyAsync(s => s.Id == sessionId, cancellationToken);

    /// <summary>Whether the session's last authentication is sufficient for a change.</summary>
    public bool IsRecent(SignedIn signedIn) => IsRecent(signedIn.AuthenticatedAt, signedIn.IsProvedFresh);

    /// <summary>Whether an authentication counts, given whether it is proved to be fresh.</summary>
    public bool Accepts(bool isProved) => isProved || !lifetimes.Value.RequireProvedReauthentication;

    private bool IsRecent(DateTimeOffset authenticatedAt, bool isProvedFresh) =>
        Accepts(isProvedFresh) && clock.GetUtcNow() - authenticatedAt < lifetimes.Value.ReauthenticationAge;
}
