using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Administration;

/// <summary>Lists all users for administrators. Each page of the list has the same cost, also far from the beginning.</summary>
public sealed class UserDirectory(IDbContextFactory<AppDbContext> databases, TimeProvider clock)
{
    public const int PageLength = 25;

    public const int MaxSearchLength = 100;

    private const string Escape = "\\";

    public async Task<UserCounts> CountAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = db.Sessions.Where(Session.IsOpenAt(clock.GetUtcNow()));

        return await db.Users.GroupBy(_ => 1).Select(all => new UserCounts(
            all.Count(),
            db.Passkeys.Where(Passkey.IsSignInMethod).Select(p => p.UserId).Distinct().Count(),
            open.Select(s => s.UserId).Distinct().Count(),
            open.Count(),
            all.Count(u => u.DisabledAt != null))).SingleAsync(cancellationToken);
    }

    public async Task<int> CountAsync(string? search, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await Matching(db, search).CountAsync(cancellationToken);
    }

    /// <summary>Lists one page, the latest sign-in first. Returns one more row, which shows whether there is a next page.</summary>
    /// <param name="search">A part of a name or an email address. Null or empty for all users.</param>
    /// <param name="after">The last user of the previous page. Null for the first page.</param>
    public async Task<IReadOnlyList<UserRow>> ListAsync(string? search, UserCursor? after, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        var found = Matching(db, search);

        // Two queries: databases disagree whether a user without a time comes first or last.
        var rows = new List<UserRow>();
        if (after is not { LastSignInAt: null })
        {
            var signedIn = found.Where(u => u.LastSignInAt != null);
            var (moment, id) = (after?.LastSignInAt, after?.Id);
            rows = await ToRowsAsync(
                (after is null ? signedIn : signedIn.Where(u => u.LastSignInAt < moment || (u.LastSignInAt == moment && u.Id > id))).OrderByDescending(u => u.LastSignInAt).ThenBy(u => u.Id),
                PageLength + 1, cancellationToken);
        }

        if (rows.Count <= PageLength)
        {
            var never = found.Where(u => u.LastSignInAt == null);
            rows.AddRange(await ToRowsAsync(
                (after is { LastSignInAt: null } ? never.Where(u => u.Id > after.Id) : never).OrderBy(u => u.Id), PageLength + 1 - rows.Count, cancellationToken));
        }

        return rows;
    }

    /// <summary>Finds a user with all passkeys and external identities.</summary>
    public async Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Users.AsNoTracking().AsSplitQuery()
            .Include(u => u.ExternalIdentities.OrderBy(i => i.CreatedAt))
            .Include(u => u.Passkeys.OrderByDescending(p => p.CreatedAt))
            .SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
    }

    /// <summary>
    /// The open sessions of a user with their sign-in methods, the last used first, and the number of all open sessions.
    /// </summary>
    public async Task<SessionList> ListSessionsAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = db.Sessions.AsNoTracking().Where(Session.IsOpenAt(clock.GetUtcNow())).Where(s => s.UserId == userId);

        return new SessionList(
            This: null,
            await open.Include(s => s.Passkey).Include(s => s.ExternalIdentity)
                .OrderByDescending(s => s.LastSeenAt).Take(UserSessions.MaxShown).ToListAsync(cancellationToken),
            await open.CountAsync(cancellationToken));
    }

    /// <summary>Finds the names of the users who caused account events. A deleted user is not in the result.</summary>
    public async Task<IReadOnlyDictionary<Guid, string?>> NamesAsync(IEnumerable<Guid> userIds, CancellationToken cancellationToken = default)
    {
        var wanted = userIds.Distinct().ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Users.Where(u => wanted.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
    }

    private static IQueryable<User> Matching(AppDbContext db, string? search)
    {
        if (SingleLine.Clean(search, MaxSearchLength) is not { } line)
        {
            return db.Users;
        }

        var pattern = $"%{EscapeLike(line)}%";
        return db.Database.IsNpgsql() // its LIKE distinguishes case
            ? db.Users.Where(u => EF.Functions.ILike(u.DisplayName!, pattern, Escape) || EF.Functions.ILike(u.Email!, pattern, Escape))
            : db.Users.Where(u => EF.Functions.Like(u.DisplayName, pattern, Escape) || EF.Functions.Like(u.Email, pattern, Escape));
    }

    private static Task<List<UserRow>> ToRowsAsync(IQueryable<User> users, int count, CancellationToken cancellationToken) => users
        .Take(count)
        .Select(u => new UserRow
        {
            Id = u.Id,
            Name = u.DisplayName,
            Email = u.Email,
            IsEmailVerified = u.IsEmailVerified,
            Providers = u.ExternalIdentities.OrderBy(i => i.CreatedAt).Select(i => i.Provider).ToList(),
            Passkeys = u.Passkeys.Count(p => p.RevokedAt == null && p.UnusableSince == null),
            LastSignInAt = u.LastSignInAt,
            Roles = u.Roles,
            IsDisabled = u.DisabledAt != null,
        })
        .AsNoTracking()
        .ToListAsync(cancellationToken);

    private static string EscapeLike(string text) =>
        new[] { Escape, "%", "_", "[" }.Aggregate(text, (line, sign) => line.Replace(sign, Escape + sign, StringComparison.Ordinal));
}
