using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>What happened to an account, to show to its owner.</summary>
public sealed class UserActivity(IDbContextFactory<AppDbContext> databases)
{
    public const int PageLength = 50;

    /// <summary>The newest first, one page and one more to tell whether there are older ones.</summary>
    /// <param name="before">The last one that was shown, or null to begin with the newest.</param>
    public async Task<IReadOnlyList<Activity>> ListAsync(Guid userId, Guid? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = before is null
            ? null
            : await db.Activities.AsNoTracking().SingleOrDefaultAsync(a => a.Id == before && a.UserId == userId, cancellationToken);

        return await db.Activities.AsNoTracking()
            .Where(a => a.UserId == userId && (last == null || a.At < last.At || (a.At == last.At && a.Id < last.Id)))
            .OrderByDescending(a => a.At).ThenByDescending(a => a.Id) // things that one save tells of have one moment
            .Take(PageLength + 1)
            .ToListAsync(cancellationToken);
    }
}
