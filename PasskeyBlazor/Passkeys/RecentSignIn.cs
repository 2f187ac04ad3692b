using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// Asks whether a session is open and its person proved not long ago who they are. An open tab proves neither, so everything
/// that changes the ways into an account asks first.
/// </summary>
public sealed class RecentSignIn(IOptions<PasskeyRules> rules, TimeProvider clock)
{
    /// <summary>Finds the session with its user and their passkeys, tracked by <paramref name="db"/>.</summary>
    /// <returns>The session, or <see cref="Failure.SignedOut"/> or <see cref="Failure.RecentSignInNeeded"/>.</returns>
    public async Task<Result<Session>> FindAsync(AppDbContext db, Guid sessionId, CancellationToken cancellationToken)
    {
        var session = await FindOpenAsync(db, sessionId, cancellationToken);
        if (session is null)
        {
            return Failure.SignedOut;
        }

        if (!IsRecent(session.AuthenticatedAt))
        {
            return Failure.RecentSignInNeeded;
        }

        return session;
    }

    /// <summary>The session if it is still open and its user may be here, however old its last proof is.</summary>
    public Task<Session?> FindOpenAsync(AppDbContext db, Guid sessionId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        return db.Sessions
            .Include(s => s.User.Passkeys)
            .SingleOrDefaultAsync(s => s.Id == sessionId && s.ExpiresAt > now && s.User.DisabledAt == null, cancellationToken);
    }

    /// <summary>Asked again inside the transaction that changes something.</summary>
    public Task<bool> IsOpenAsync(AppDbContext db, Guid sessionId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        return db.Sessions.AnyAsync(s => s.Id == sessionId && s.ExpiresAt > now && s.User.DisabledAt == null, cancellationToken);
    }

    public bool IsRecent(DateTimeOffset authenticatedAt) => clock.GetUtcNow() - authenticatedAt < rules.Value.RecentSignIn;
}
