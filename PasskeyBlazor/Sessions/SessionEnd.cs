using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Ends sessions, and the pending links of their users. A pending link needs a session or a sign-in method that still counts, so it
/// does not outlive one that ends.
/// </summary>
public static class SessionEnd
{
    /// <summary>Ends sessions and the pending links of one user, in the transaction of the caller.</summary>
    /// <param name="sessions">The sessions that end. There may be none, for example when a sign-in method opened none.</param>
    /// <param name="userId">The user who loses a session or a sign-in method.</param>
    public static Task ExecuteAsync(AppDbContext db, IQueryable<Session> sessions, Guid userId, CancellationToken cancellationToken) =>
        ExecuteAsync(sessions, LinksOf(db, userId), cancellationToken);

    /// <summary>
    /// The same for many users. Deletes the sessions first, then the pending links: all transactions lock them in this order.
    /// </summary>
    public static async Task ExecuteAsync(IQueryable<Session> sessions, IQueryable<PendingLink> links, CancellationToken cancellationToken)
    {
        await sessions.ExecuteDeleteAsync(cancellationToken);
        await links.ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Stages the end of one session; the caller saves.</summary>
    public static async Task StageAsync(AppDbContext db, Session session, CancellationToken cancellationToken)
    {
        db.Sessions.Remove(session);
        db.PendingLinks.RemoveRange(await LinksOf(db, session.UserId).ToListAsync(cancellationToken));
    }

    private static IQueryable<PendingLink> LinksOf(AppDbContext db, Guid userId) => db.PendingLinks.Where(l => l.UserId == userId);
}
