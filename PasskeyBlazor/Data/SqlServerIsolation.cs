using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PasskeyBlazor.Data;

/// <summary>
/// Gives a connection back to SqlClient's pool with the default isolation level. The pool resets everything but this: without it, the
/// next user of the connection would lock like the serializable transaction before it. An interceptor of the app's contexts.
/// </summary>
/// <remarks>
/// It costs one short statement after each transaction with a level of its own, however that ends, and nothing after any other use. If
/// the statement fails, the pool does not keep the connection. Only asynchronous transactions: <see cref="AppDbContext.BeginWriteAsync"/>.
/// </remarks>
internal sealed class SqlServerIsolation : DbConnectionInterceptor, IDbTransactionInterceptor
{
    public const string Reset = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    /// <summary>The open connections whose level has changed.</summary>
    private readonly ConditionalWeakTable<DbConnection, SqlServerIsolation> changed = [];

    /// <summary>Before the transaction, because the server may begin one whose confirmation is lost.</summary>
    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        if (eventData.IsolationLevel is not (IsolationLevel.Unspecified or IsolationLevel.ReadCommitted))
        {
            changed.AddOrUpdate(connection, this);
        }

        return new(result);
    }

    public override async ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        if (changed.Remove(connection))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Reset;
            try
            {
                await DatabaseWaits.RunAsync(command, command.ExecuteNonQueryAsync, CancellationToken.None);
            }
            catch (Exception fault) when (fault is DbException or InvalidOperationException) // the connection broke, now or before
            {
                Discard(connection);
            }
        }

        return result;
    }

    /// <summary>The result of the transaction is known already, so this fault is none of its caller.</summary>
    private static void Discard(DbConnection connection)
    {
        if (connection is SqlConnection pooled)
        {
            SqlConnection.ClearPool(pooled); // it also ends this connection when it is closed
        }
    }
}
