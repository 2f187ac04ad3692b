using System.Reflection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>
/// Each write waits in the queue for its turn. A write that waits for SQLite's file lock instead blocks its thread and then fails,
/// so it is completed when the test looks at it.
/// </summary>
public sealed class SqliteWriteQueueTests : IDisposable
{
    private readonly TestDatabase database = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Writes => ["one deletion", "one update", "one SQL statement", "a save", "a transaction"];

    [Fact]
    public void A_context_has_no_static_state() =>
        Assert.Empty(typeof(AppDbContext).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic));

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_waits_while_a_transaction_is_open_and_then_succeeds(string write)
    {
        await AddChallengeAsync(database);
        await using var first = database.CreateContext();
        var transaction = await first.BeginWriteAsync(Cancel);

        var waiting = WriteAsync(write, Cancel);
        var waited = !waiting.IsCompleted;
        await transaction.CommitAsync(Cancel);
        await transaction.DisposeAsync();

        Assert.True(waited);
        Assert.Equal(1, await waiting);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_cancelled_writer_leaves_the_queue_to_the_next(string write)
    {
        await AddChallengeAsync(database);
        using var impatience = new CancellationTokenSource();
        Task<int> cancelled, next;
        using (await database.Queue.WaitAsync(Cancel))
        {
            cancelled = WriteAsync(write, impatience.Token);
            next = WriteAsync(write, Cancel);
            await impatience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            Assert.False(next.IsCompleted);
        }

        Assert.Equal(1, await next);
        Assert.Equal(2, await WriteAsync("a save", Cancel) + await WriteAsync("a save", Cancel)); // one after the other
    }

    [Fact]
    public async Task A_write_that_fails_leaves_the_queue_to_the_next()
    {
        await using var db = database.CreateContext();
        await Assert.ThrowsAsync<SqliteException>(() => db.Database.ExecuteSqlRawAsync("DELETE FROM Nowhere", Cancel));
        db.Sessions.Add(new Session
        {
            UserId = Guid.NewGuid(), // no such user
            CreatedAt = default,
            AuthenticatedAt = default,
            LastSeenAt = default,
            ExpiresAt = default,
        });
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel));

        Assert.Equal(1, await WriteAsync("a save", Cancel));
    }

    [Fact]
    public async Task A_transaction_lets_the_next_writer_begin_once_however_often_it_is_disposed()
    {
        await using var db = database.CreateContext();
        var transaction = await db.BeginWriteAsync(Cancel);
        await transaction.DisposeAsync();
        await transaction.DisposeAsync();

        using (await database.Queue.WaitAsync(Cancel))
        {
            var next = database.Queue.WaitAsync(Cancel);
            Assert.False(next.IsCompleted);
        }
    }

    [Fact]
    public async Task Writers_of_two_databases_do_not_wait_for_each_other()
    {
        using var other = new TestDatabase();
        await using var db = database.CreateContext();
        await using var transaction = await db.BeginWriteAsync(Cancel);

        Assert.Equal(1, await AddChallengeAsync(other));
    }

    [Fact]
    public async Task A_new_key_of_Data_Protection_waits_for_its_turn()
    {
        await using var accounts = new Accounts();
        var keys = accounts.Get<IKeyManager>();
        var before = keys.GetAllKeys().Count;
        var thread = new Thread(() => keys.CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90)));

        int during;
        using (await accounts.Database.Queue.WaitAsync(Cancel))
        {
            thread.Start();
            SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !thread.IsAlive);
            during = await accounts.AskAsync(db => db.DataProtectionKeys.CountAsync(Cancel));
        }

        thread.Join();
        Assert.Equal((before, before + 1), (during, await accounts.AskAsync(db => db.DataProtectionKeys.CountAsync(Cancel))));
    }

    [Fact]
    public async Task A_writer_whose_turn_does_not_come_fails_like_one_that_waits_for_the_file_lock()
    {
        using var queue = new SqliteWriteQueue { MaxWait = TimeSpan.FromMilliseconds(20) };
        using (await queue.WaitAsync(Cancel))
        {
            Assert.Equal(5, (await Assert.ThrowsAsync<SqliteException>(() => queue.WaitAsync(Cancel))).SqliteErrorCode);
            Assert.Equal(5, Assert.Throws<SqliteException>(queue.Wait).SqliteErrorCode);
        }

        using var next = await queue.WaitAsync(Cancel);
    }

    public void Dispose()
    {
        database.Dispose();
        database.Queue.Dispose();
    }

    private static async Task<int> AddChallengeAsync(TestDatabase database)
    {
        await using var db = database.CreateContext();
        db.SpentChallenges.Add(new SpentChallenge { Challenge = Guid.NewGuid().ToByteArray(), ExpiresAt = Accounts.Start });

        return await db.SaveChangesAsync(Cancel);
    }

    /// <summary>Changes one row.</summary>
    private async Task<int> WriteAsync(string write, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        switch (write)
        {
            case "one deletion":
                return await db.SpentChallenges.ExecuteDeleteAsync(cancellationToken);
            case "one update":
                return await db.SpentChallenges.ExecuteUpdateAsync(set => set.SetProperty(c => c.ExpiresAt, Accounts.Start), cancellationToken);
            case "one SQL statement":
                return await db.Database.ExecuteSqlRawAsync("UPDATE SpentChallenges SET ExpiresAt = 1", cancellationToken);
            case "a save":
                db.SpentChallenges.Add(new SpentChallenge { Challenge = Guid.NewGuid().ToByteArray(), ExpiresAt = Accounts.Start });
                return await db.SaveChangesAsync(cancellationToken);
            default:
                await using (var transaction = await db.BeginWriteAsync(cancellationToken))
                {
                    var deleted = await db.SpentChallenges.ExecuteDeleteAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    return deleted;
                }
        }
    }
}
