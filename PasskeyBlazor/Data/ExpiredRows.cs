using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Data;

/// <summary>
/// Deletes expired rows every quarter of an hour: sessions, challenges whose seal has expired anyway, and old account events.
/// </summary>
public sealed partial class ExpiredRows(
    IDbContextFactory<AppDbContext> databases, IOptions<AccountEventOptions> activity, TimeProvider clock, ILogger<ExpiredRows> logger) : BackgroundService
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.SpentChallenges.Where(c => c.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await db.Sessions.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await db.PendingLinks.Where(l => l.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        var oldest = now - TimeSpan.FromDays(activity.Value.RetentionDays);
        await db.AccountEvents.Where(a => a.At < oldest).ExecuteDeleteAsync(cancellationToken);
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
            catch (Exception fault) when (DatabaseFault.Is(fault))
            {
                LogNotSwept(fault); // Nothing is lost: the next run deletes these rows too.
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expired rows could not be swept now; the next round will try again.")]
    private partial void LogNotSwept(Exception fault);
}
