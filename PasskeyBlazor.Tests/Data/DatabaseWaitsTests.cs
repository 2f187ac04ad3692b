using System.Diagnostics;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The limits of the waits for the database, alone and in one request together.</summary>
[Threat("DB-01")]
public sealed class DatabaseWaitsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(0.2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_waits_of_a_request_share_their_time_and_those_outside_do_not()
    {
        var watch = Stopwatch.StartNew();
        for (var wait = 0; wait < 5; wait++)
        {
            Assert.True(await DatabaseWaits.RunAsync(DatabaseWaits.Each, (_, late) => DelayAsync(TimeSpan.FromSeconds(0.1), late), Cancel));
        }

        DatabaseWaits.BeginRequest();
        await DatabaseWaits.RunAsync(DatabaseWaits.Each, (_, late) => DelayAsync(TimeSpan.FromSeconds(1), late), Cancel);
        var offered = TimeSpan.Zero;
        await Assert.ThrowsAsync<DatabaseTimeoutException>(() => DatabaseWaits.RunAsync(DatabaseWaits.Each, (time, late) =>
        {
            offered = time;
            return DelayAsync(Timeout.InfiniteTimeSpan, late);
        }, Cancel));
        await Assert.ThrowsAsync<DatabaseTimeoutException>(() => DatabaseWaits.RunAsync(DatabaseWaits.Each, (_, late) => DelayAsync(Timeout.InfiniteTimeSpan, late), Cancel)); // a timer may leave a millisecond

        Assert.InRange(offered, TimeSpan.FromSeconds(1), DatabaseWaits.Request - TimeSpan.FromSeconds(0.9));
        Assert.InRange(watch.Elapsed, DatabaseWaits.Request, TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_longer_limit_of_the_operator_wins_over_that_of_the_request()
    {
        DatabaseWaits.BeginRequest();

        await DatabaseWaits.RunAsync(2 * DatabaseWaits.Request, (time, _) => Task.FromResult(time == 2 * DatabaseWaits.Request ? true : throw new InvalidOperationException()), Cancel);
        await DatabaseWaits.RunAsync(2 * DatabaseWaits.Request, (_, late) => DelayAsync(TimeSpan.FromSeconds(1), late), Cancel);
        await DatabaseWaits.RunAsync(DatabaseWaits.Each, (time, _) => Task.FromResult(time == DatabaseWaits.Each ? true : throw new InvalidOperationException()), Cancel); // it has spent nothing
    }

    [Fact]
    public async Task A_driver_that_ignores_its_cancellation_is_left_behind()
    {
        var never = new TaskCompletionSource<bool>();

        await Assert.ThrowsAsync<DatabaseTimeoutException>(() => DatabaseWaits.RunAsync(Short, (_, _) => never.Task, Cancel));
    }

    [Theory]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(DatabaseTimeoutException))] // an error of the server, as SqlClient reports a cancelled statement
    [InlineData(typeof(InvalidOperationException))] // the connection was closed
    public async Task What_a_driver_throws_after_the_caller_has_cancelled_is_a_cancellation_and_no_fault(Type fault)
    {
        using var person = new CancellationTokenSource();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DatabaseWaits.RunAsync<bool>(DatabaseWaits.Each, async (_, late) =>
        {
            await person.CancelAsync();
            Assert.True(late.IsCancellationRequested);
            throw fault == typeof(DatabaseTimeoutException) ? new DatabaseTimeoutException() : (Exception)Activator.CreateInstance(fault)!;
        }, person.Token));

        Assert.False(DatabaseFault.Is(thrown));
    }

    [Fact]
    public async Task A_fault_of_the_driver_stays_what_it_is() =>
        await Assert.ThrowsAsync<SqliteException>(() => DatabaseWaits.RunAsync<bool>(DatabaseWaits.Each, (_, _) => throw new SqliteException("locked", 5), Cancel));

    [Theory]
    [InlineData("Server=db", 3, 3, PoolBlockingPeriod.NeverBlock)]
    [InlineData("Server=db;Connect Timeout=20", 20, 3, PoolBlockingPeriod.NeverBlock)]
    [InlineData("Server=db;Command Timeout=0;Connection Timeout=1", 1, 0, PoolBlockingPeriod.NeverBlock)]
    [InlineData("Server=db;Timeout=15;Command Timeout=30;PoolBlockingPeriod=Auto", 15, 30, PoolBlockingPeriod.Auto)] // also the defaults of SqlClient, if they are written
    public void A_value_in_the_connection_string_stays(string connectionString, int connect, int command, PoolBlockingPeriod blocking)
    {
        var sql = new SqlConnectionStringBuilder(connectionString);

        DatabaseWaits.SetFor(sql);

        Assert.Equal((connect, command, blocking), (sql.ConnectTimeout, sql.CommandTimeout, sql.PoolBlockingPeriod));
    }

    private static async Task<bool> DelayAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, cancellationToken);

        return true;
    }
}
