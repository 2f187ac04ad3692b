using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PasskeyBlazor.Data;

/// <summary>
/// The queue of the writers of one SQLite database. SQLite permits one writer at a time. This queue is fair and fast, and SQLite's
/// file lock is neither. It is an interceptor in the options of a context: <see cref="AppDbContext"/> finds it there for saves and
/// transactions, and EF Core calls it for a single statement outside a transaction.
/// </summary>
/// <remarks>Code that has its turn and waits for a write of another context fails after <see cref="MaxWait"/>. Writers of other processes wait for the file lock.</remarks>
internal sealed class SqliteWriteQueue : DbCommandInterceptor, IDisposable
{
    private const int Busy = 5; // SQLITE_BUSY, the error of SQLite itself for the same case

    private readonly SemaphoreSlim writer = new(1);

    /// <summary>While another process holds the file lock, each writer in the queue would wait for all before it.</summary>
    public TimeSpan MaxWait { get; init; } = DatabaseWaits.Each;

    /// <summary>The queue in the options of a context. Null for a server.</summary>
    public static SqliteWriteQueue? In(DbContextOptions options) =>
        options.FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<SqliteWriteQueue>().SingleOrDefault();

    /// <summary>Waits until no other writer is active.</summary>
    /// <returns>The turn of this writer. Its disposal lets the next writer begin.</returns>
    /// <exception cref="System.Data.Common.DbException">The others take too long.</exception>
    public async Task<IDisposable> WaitAsync(CancellationToken cancellationToken)
    {
        var hasTurn = await DatabaseWaits.RunAsync(MaxWait, (time, _) => writer.WaitAsync(time, cancellationToken), cancellationToken);

        return hasTurn ? new Turn(writer) : throw TooLate();
    }

    /// <summary>For code that cannot wait asynchronously: Data Protection saves its keys synchronously.</summary>
    public IDisposable Wait()
    {
        return writer.Wait(MaxWait) ? new Turn(writer) : throw TooLate();
    }

    // The statement runs here, so that its turn ends with it in all cases. EF Core reports an error or a cancellation also for a
    // statement that did not get its turn.
    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (command.Transaction is not null) // It already has its turn.
        {
            return result;
        }

        using var turn = await WaitAsync(cancellationToken);
        return InterceptionResult<int>.SuppressWithResult(await DatabaseWaits.RunAsync(command, command.ExecuteNonQueryAsync, cancellationToken));
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (command.Transaction is not null)
        {
            return result;
        }

        using var turn = Wait();
        return InterceptionResult<int>.SuppressWithResult(command.ExecuteNonQuery());
    }

    public void Dispose() => writer.Dispose();

    private static SqliteException TooLate() => new("Other writers of this process take too long.", Busy);

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        private SemaphoreSlim? writer = writer;

        public void Dispose() => Interlocked.Exchange(ref writer, null)?.Release();
    }
}
