using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>
/// A disk under the database that is full or cannot be written. An interceptor of the app's contexts. SQLite itself refuses to grow or to
/// write; for PostgreSQL the error of its server is thrown.
/// </summary>
public sealed class DiskFaults : DbCommandInterceptor, IDbConnectionInterceptor
{
    private const string DiskFull = "53100", ReadOnlyTransaction = "25006"; // SQLSTATE

    /// <summary>Null while the disk works.</summary>
    public DiskFault? Fault { get; set; }

    /// <summary>Before the app's own interceptor, which runs a statement itself: a refused one must not run.</summary>
    public void Add(IServiceCollection services)
    {
        var others = services.ToList();
        services.Clear();
        services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(this));
        foreach (var other in others)
        {
            services.Add(other);
        }
    }

    public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (connection is SqliteConnection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA max_page_count = {(Fault == DiskFault.Full ? 1 : 1_000_000)}; PRAGMA query_only = {Fault == DiskFault.ReadOnly}"; // not below its size
            command.ExecuteNonQuery();
        }
    }

    public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);

        return Task.CompletedTask;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(OrThrow(command, result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) => new(OrThrow(command, result));

    private T OrThrow<T>(DbCommand command, T result) =>
        Fault is { } fault && command is NpgsqlCommand && !command.CommandText.TrimStart().StartsWith("SELECT", StringComparison.Ordinal)
            ? throw new PostgresException("No space left on device", "ERROR", "ERROR", fault == DiskFault.Full ? DiskFull : ReadOnlyTransaction)
            : result;
}

public enum DiskFault
{
    Full,

    ReadOnly,
}
