using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Account;

/// <summary>Lists the account events for the owner of the account.</summary>
public sealed class UserAccountEvents(IDbContextFactory<AppDbContext> databases)
{
    public const int PageLength = 50;

    /// <summary>Lists one page, the newest first. Returns one more event, which shows whether there is a next page.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="before">The last event of the previous page. Null for the first page.</param>
    /// <param name="group">Null for all groups.</param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    public async Task<IReadOnlyList<AccountEvent>> ListAsync(Guid userId, Guid? before, AccountEventGroup? group = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = before is null
            ? null
            : await db.AccountEvents.AsNoTracking().SingleOrDefaultAsync(a => a.Id == before && a.UserId == userId, cancellationToken);
        var events = db.AccountEvents.AsNoTracking()
            .Where(a => a.UserId == userId && (last == null || a.At < last.At || (a.At == last.At && a.Id < last.Id)));
        if (group is not null)
        {
            var kinds = Enum.GetValues<AccountEventKind>().Where(kind => GroupOf(kind) == group).ToList();
            events = events.Where(a => kinds.Contains(a.Kind));
        }

        return await events
            .OrderByDescending(a => a.At).ThenByDescending(a => a.Id) // Events of the same save have the same time.
            .Take(PageLength + 1)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The only group of a kind.</summary>
    public static AccountEventGroup GroupOf(AccountEventKind kind) => kind switch
    {
        AccountEventKind.SignedIn or AccountEventKind.SignedOut or AccountEventKind.SignInRefused
            or AccountEventKind.Reauthenticated or AccountEventKind.ReauthenticationRefused or AccountEventKind.SessionsEnded => AccountEventGroup.SignIns,
        AccountEventKind.PasskeyAdded or AccountEventKind.PasskeyRenamed or AccountEventKind.PasskeyRemoved
            or AccountEventKind.PasskeyUnusable or AccountEventKind.PasskeyRevoked or AccountEventKind.PasskeyAccepted => AccountEventGroup.Passkeys,
        _ => AccountEventGroup.Account,
    };
}
