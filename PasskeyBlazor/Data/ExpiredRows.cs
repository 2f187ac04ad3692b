using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Data;

/// <summary>
/// Deletes expired rows every quarter of an hour: sessions, challenges whose seal has expired anyway, and old account events.
/// </summary>
public sealed partial class ExpiredRows(
    IDbContextFactory<AppDbContext> databases, IOptions<AccountEventOptions> activity, TimeProvider clock, ILogger<ExpiredRows> logger) : BackgroundService
{
    /// <summary>The rows of one statement.</summary>
    public const int Batch = 500;

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await DeleteAsync(db.SpentChallenges.Where(c => c.ExpiresAt < now).OrderBy(c => c.ExpiresAt), cancellationToken);
        await DeleteAsync(db.Sessions.Where(s => s.ExpiresAt < now).OrderBy(s => s.ExpiresAt), cancellationToken);
        await DeleteAsync(db.PendingLinks.Where(l => l.ExpiresAt < now).OrderBy(l => l.ExpiresAt), cancellationToken);
        var oldest = now - TimeSpan.FromDays(activity.Value.RetentionDays);
        await DeleteAsync(db.AccountEvents.Where(a => a.At < oldest).OrderBy(a => a.At), cancellationToken);
    }

    /// <summary>One statement for all rows would lock them, and keep other writers waiting.</summary>
    private static async Task DeleteAsync<T>(IQueryable<T> expired, CancellationToken cancellationToken)
    {
        while (await expired.Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch)
        {
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(15), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested) // of any kind: an exception here would stop the app
            {
                LogNotSwept(fault); // Nothing is lost: the next run deletes these rows too.
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expired rows could not be swept now; the next round will try again.")]
    private partial void LogNotSwept(Exception fault);
}
