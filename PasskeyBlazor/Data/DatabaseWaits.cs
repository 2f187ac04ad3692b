using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PasskeyBlazor.Data;

/// <summary>How long the app waits for its database. Migrations do not have these limits.</summary>
public static class DatabaseWaits
{
    /// <summary>
    /// The limit of one wait: for a connection, for the answer to a statement, or for a turn among the writers of SQLite. A value in the
    /// connection string of a server replaces it.
    /// </summary>
    public static readonly TimeSpan Each = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The limit of all waits of one request together, so that the page for status 503 comes within five seconds. The time of a provider
    /// or of a slow upload does not count. A longer limit in the connection string wins.
    /// </summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(3.5);

    /// <summary>How much later a wait ends where the driver does not end it: SqlClient waits five seconds for a server that is gone.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// The same for a statement on PostgreSQL, whose driver ends it by itself. A connection that is closed under a running statement is
    /// broken, so this only helps when the machine itself is too busy.
    /// </summary>
    private static readonly TimeSpan LongGrace = TimeSpan.FromSeconds(1.2);

    private static readonly TimeSpan Unlimited = TimeSpan.FromDays(1);

    private static readonly AsyncLocal<Spent?> OfRequest = new();

    /// <summary>From here on, the waits of the running request count together. A circuit lives for hours, so it must not call this.</summary>
    public static void BeginRequest() => OfRequest.Value = new();

    /// <summary>Waits for SQL Server: pool, connection and statement. Another blocking period would refuse connections long after the server is back.</summary>
    internal static void SetFor(SqlConnectionStringBuilder sql)
    {
        Set(sql, "Connect Timeout", (int)Each.TotalSeconds);
        Set(sql, "Command Timeout", (int)Each.TotalSeconds);
        Set(sql, "Pool Blocking Period", PoolBlockingPeriod.NeverBlock);
    }

    /// <summary>Waits for PostgreSQL: pool, connection and statement.</summary>
    internal static void SetFor(NpgsqlConnectionStringBuilder postgres)
    {
        Set(postgres, "Timeout", (int)Each.TotalSeconds);
        Set(postgres, "Command Timeout", (int)Each.TotalSeconds);
        Set(postgres, "Cancellation Timeout", (int)Grace.TotalMilliseconds / 2);
    }

    /// <summary>Waits for the lock of the file.</summary>
    internal static void SetFor(SqliteConnectionStringBuilder sqlite) => sqlite.DefaultTimeout = (int)Each.TotalSeconds;

    /// <summary>Waits within the limit, and within what is left for the request.</summary>
    /// <param name="limit">The limit of this wait alone.</param>
    /// <param name="wait">Gets the time that it has. A wait that does not end by itself then gets a cancellation, and is left behind if it ignores that.</param>
    /// <param name="cancellationToken">Of the caller. What the database throws after it is a cancellation, and no fault.</param>
    /// <param name="isPatient">Whether the driver reliably ends the wait by itself, and only needs a little longer.</param>
    /// <exception cref="DatabaseTimeoutException">The time is over.</exception>
    internal static async Task<T> RunAsync<T>(
        TimeSpan limit, Func<TimeSpan, CancellationToken, Task<T>> wait, CancellationToken cancellationToken, bool isPatient = false)
    {
        var time = Within(limit);
        if (time <= TimeSpan.Zero)
        {
            throw new DatabaseTimeoutException();
        }

        var begun = TimeProvider.System.GetTimestamp();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(time);
        try
        {
            return await wait(time, late.Token).WaitAsync(time + (isPatient ? LongGrace : Grace), CancellationToken.None);
        }
        catch (Exception fault) when (cancellationToken.IsCancellationRequested && fault is not OperationCanceledException)
        {
            throw new OperationCanceledException(fault.Message, fault, cancellationToken); // SqlClient reports it as an error of the server
        }
        catch (Exception fault) when (fault is TimeoutException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DatabaseTimeoutException(fault);
        }
        finally
        {
            if (limit <= Each)
            {
                OfRequest.Value?.Add(TimeProvider.System.GetElapsedTime(begun));
            }
        }
    }

    /// <summary>The same for a connection. Its limit comes from the connection string.</summary>
    internal static Task OpenAsync(DbConnection connection, CancellationToken cancellationToken) => RunAsync(
        LimitOf(connection.ConnectionTimeout),
        async (_, late) =>
        {
            await connection.OpenAsync(late);
            return true;
        },
        cancellationToken);

    /// <summary>The same for a statement. Its limit comes from the connection string.</summary>
    internal static Task<T> RunAsync<T>(DbCommand command, Func<CancellationToken, Task<T>> execute, CancellationToken cancellationToken) => RunAsync(
        LimitOf(command.CommandTimeout),
        (time, late) =>
        {
            if (command is SqliteCommand)
            {
                command.CommandTimeout = WholeSeconds(time); // it blocks its thread, and no cancellation helps
            }

            return execute(late);
        },
        cancellationToken,
        isPatient: command is NpgsqlCommand);

    /// <summary>The limit, or what is left for the request if that is less. Zero or less when nothing is left.</summary>
    internal static TimeSpan Within(TimeSpan limit) =>
        OfRequest.Value is { } spent && limit <= Each && Request - spent.Time < limit ? Request - spent.Time : limit;

    /// <summary>Zero in a connection string is no limit.</summary>
    private static TimeSpan LimitOf(int seconds) => seconds == 0 ? Unlimited : TimeSpan.FromSeconds(seconds);

    /// <summary>For SQLite, which counts seconds. Zero would be no limit.</summary>
    internal static int WholeSeconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    /// <summary>The operator's own value stays.</summary>
    private static void Set(DbConnectionStringBuilder connection, string key, object value)
    {
        if (!connection.ShouldSerialize(key))
        {
            connection[key] = value;
        }
    }

    /// <summary>What the waits of one request have taken. Two of them may end at once.</summary>
    private sealed class Spent
    {
        private long ticks;

        public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

        public void Add(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
    }
}
