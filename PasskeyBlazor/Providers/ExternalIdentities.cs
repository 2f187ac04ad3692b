using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>The accounts at providers that belong to a user.</summary>
public sealed class ExternalIdentities(IDbContextFactory<AppDbContext> databases)
{
    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<ExternalIdentity>> ListAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return await db.ExternalIdentities.AsNoTracking()
            .Where(i => i.UserId == userId)
            .OrderBy(i => i.CreatedAt)
            .ToListAsync(cancellationToken);
    }
}
