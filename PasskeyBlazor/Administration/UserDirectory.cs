using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Administration;

/// <summary>All users, for administrators to look through. A page of it costs the same wherever it is.</summary>
public sealed class UserDirectory(IDbContextFactory<AppDbContext> databases, TimeProvider clock)
{
    public const int PageLength = 25;

    public const int LongestSearch = 100;

    private const string Escape = "\\";

    public async Task<UserFigures> CountAsync(CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = db.Sessions.Where(s => s.ExpiresAt > now && s.User.DisabledAt == null);

        return await db.Users.GroupBy(_ => 1).Select(all => new UserFigures(
            all.Count(),
            db.Passkeys.Where(p => p.RevokedAt == null).Select(p => p.UserId).Distinct().Count(),
            open.Select(s => s.UserId).Distinct().Count(),
            open.Count(),
            all.Count(u => u.DisabledAt != null))).SingleAsync(cancellationToken);
    }

    public async Task<int> CountAsync(string? search, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await Found(db, search).CountAsync(cancellationToken);
    }

    /// <summary>Who signed in last comes first: one page, and one more to tell whether there are others.</summary>
    /// <param name="search">A part of a name or an address, or nothing.</param>
    /// <param name="after">The last one of the page before, or null to begin.</param>
    public async Task<IReadOnlyList<UserRow>> ListAsync(string? search, UserPlace? after, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await Behind(after, Found(db, search))
            .OrderByDescending(u => u.LastSignInAt).ThenBy(u => u.Id)
            .Take(PageLength + 1)
            .Select(u => new UserRow
            {
                Id = u.Id,
                Name = u.DisplayName,
                Email = u.Email,
                IsEmailVerified = u.IsEmailVerified,
                Providers = u.ExternalIdentities.OrderBy(i => i.CreatedAt).Select(i => i.Provider).ToList(),
                Passkeys = u.Passkeys.Count(p => p.RevokedAt == null),
                LastSignInAt = u.LastSignInAt,
                Roles = u.Roles,
                IsDisabled = u.DisabledAt != null,
            })
            .AsNoTracking()
            .ToListAsync(cancellationToken);
    }

    /// <summary>With all ways in.</summary>
    public async Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Users.AsNoTracking().AsSplitQuery()
            .Include(u => u.ExternalIdentities.OrderBy(i => i.CreatedAt))
            .Include(u => u.Passkeys.OrderByDescending(p => p.CreatedAt))
            .SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
    }

    /// <summary>The open sessions of a user with what opened them, the last used first, and how many there are in all.</summary>
    public async Task<SessionList> ListSessionsAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = db.Sessions.AsNoTracking().Where(s => s.UserId == userId && s.ExpiresAt > now && s.User.DisabledAt == null);

        return new SessionList(
            This: null,
            await open.Include(s => s.Passkey).Include(s => s.ExternalIdentity)
                .OrderByDescending(s => s.LastSeenAt).Take(UserSessions.MostShown).ToListAsync(cancellationToken),
            await open.CountAsync(cancellationToken));
    }

    /// <summary>What those are called who did something. Whoever is gone is not among them.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IEnumerable<Guid> userIds, CancellationToken cancellationToken = default)
    {
        var wanted = userIds.Distinct().ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.Users.Where(u => wanted.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
    }

    private static IQueryable<User> Found(AppDbContext db, string? search)
    {
        if (Line.Of(search, LongestSearch) is not { } line)
        {
            return db.Users;
        }

        var pattern = $"%{Literally(line)}%";
        return db.Users.Where(u => EF.Functions.Like(u.DisplayName, pattern, Escape) || EF.Functions.Like(u.Email, pattern, Escape));
    }

    private static IQueryable<User> Behind(UserPlace? place, IQueryable<User> users)
    {
        if (place is null)
        {
            return users;
        }

        var (moment, id) = place; // whoever never signed in comes last
        return moment is null
            ? users.Where(u => u.LastSignInAt == null && u.Id > id)
            : users.Where(u => u.LastSignInAt < moment || (u.LastSignInAt == moment && u.Id > id) || u.LastSignInAt == null);
    }

    private static string Literally(string text) =>
        new[] { Escape, "%", "_", "[" }.Aggregate(text, (line, sign) => line.Replace(sign, Escape + sign, StringComparison.Ordinal));
}
