using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PasskeyBlazor.Data;

/// <summary>
/// Gives each asynchronous opening and statement of a context the limits of <see cref="DatabaseWaits"/>. An interceptor, which runs the statement itself:
/// only so can it leave a driver behind that does not return. What is synchronous, the reading of further rows and
/// the commit have the limits of the connection string.
/// </summary>
internal sealed class BoundedWaits : DbCommandInterceptor, IDbConnectionInterceptor, IDbTransactionInterceptor
{
    public async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (result.IsSuppressed || connection is SqliteConnection) // SQLite opens a file, and waits for nothing
        {
            return result;
        }

        await DatabaseWaits.OpenAsync(connection, cancellationToken);
        return InterceptionResult.Suppress();
    }

    /// <summary>On SQLite a transaction begins with the wait for the lock of the file.</summary>
    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        if (connection is SqliteConnection sqlite)
        {
            sqlite.DefaultTimeout = DatabaseWaits.WholeSeconds(DatabaseWaits.Within(DatabaseWaits.Each));
        }

        return new(result);
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        result.HasResult ? result : InterceptionResult<DbDataReader>.SuppressWithResult(await DatabaseWaits.RunAsync(command, command.ExecuteReaderAsync, cancellationToken));

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) =>
        result.HasResult ? result : InterceptionResult<object>.SuppressWithResult((await DatabaseWaits.RunAsync(command, command.ExecuteScalarAsync, cancellationToken))!);

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        result.HasResult ? result : InterceptionResult<int>.SuppressWithResult(await DatabaseWaits.RunAsync(command, command.ExecuteNonQueryAsync, cancellationToken));
}
