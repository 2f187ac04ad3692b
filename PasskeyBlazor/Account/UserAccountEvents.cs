using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Account;

/// <summary>Lists the account events for the owner of the account.</summary>
public sealed class UserAccountEvents(IDbContextFactory<AppDbContext> databases)
{
    public const int PageLength = 50;

    /// <summary>Lists one page, the newest first. Returns one more event, which shows whether there is a next page.</summary>
    /// <param name="before">The last event of the previous page. Null for the first page.</param>
    public async Task<IReadOnlyList<AccountEvent>> ListAsync(Guid userId, Guid? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = before is null
            ? null
            : await db.AccountEvents.AsNoTracking().SingleOrDefaultAsync(a => a.Id == before && a.UserId == userId, cancellationToken);

        return await db.AccountEvents.AsNoTracking()
            .Where(a => a.UserId == userId && (last == null || a.At < last.At || (a.At == last.At && a.Id < last.Id)))
            .OrderByDescending(a => a.At).ThenByDescending(a => a.Id) // Events of the same save have the same time.
            .Take(PageLength + 1)
            .ToListAsync(cancellationToken);
    }
}
