using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The clean-up of expired rows deletes in batches, and no fault ends it.</summary>
public class ExpiredRowsTests : IDisposable
{
    private readonly TestDatabase database = new();
    private readonly RecordedStatements statements = new();
    private readonly FakeTimeProvider clock = new(Accounts.Start);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(ExpiredRows.Batch - 1, 1)]
    [InlineData(ExpiredRows.Batch, 2)]
    [InlineData((2 * ExpiredRows.Batch) + 1, 3)]
    public async Task Rows_are_deleted_in_batches(int count, int deletes)
    {
        await AddExpiredAsync(count);
        var expired = Expired(new Factory(() => new AppDbContext(new DbContextOptionsBuilder<AppDbContext>(database.Options).AddInterceptors(statements).Options)));

        await expired.SweepAsync(Cancel);

        Assert.Equal(0, await LeftAsync());
        Assert.Equal(deletes, statements.All.Count(s => s.Sql.Contains("SpentChallenges", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(TaskCanceledException))] // of a command, and not of the app
    [InlineData(typeof(DbUpdateException))]
    public async Task A_fault_of_any_kind_does_not_end_it(Type fault)
    {
        await AddExpiredAsync(1);
        var times = 0;
        var expired = Expired(new Factory(() => ++times == 1 ? throw (Exception)Activator.CreateInstance(fault)! : database.CreateContext()));

        await expired.StartAsync(Cancel);
        while (await LeftAsync() > 0)
        {
            Assert.False(expired.ExecuteTask!.IsCompleted, "It ended.");
            clock.Advance(TimeSpan.FromMinutes(15));
        }

        await expired.StopAsync(Cancel);
        Assert.True(times > 1);
    }

    public void Dispose() => database.Dispose();

    private ExpiredRows Expired(IDbContextFactory<AppDbContext> databases) =>
        new(databases, Options.Create(new AccountEventOptions()), clock, NullLogger<ExpiredRows>.Instance);

    private async Task AddExpiredAsync(int count)
    {
        await using var db = database.CreateContext();
        db.SpentChallenges.AddRange(Enumerable.Range(0, count).Select(i => new SpentChallenge { Challenge = BitConverter.GetBytes(i), ExpiresAt = Accounts.Start.AddHours(-1) }));
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<int> LeftAsync()
    {
        await using var db = database.CreateContext();

        return await db.SpentChallenges.CountAsync(Cancel);
    }

    private sealed class Factory(Func<AppDbContext> create) : IDbContextFactory<AppDbContext>
    {
        public AppDbContext CreateDbContext() => create();
    }
}
