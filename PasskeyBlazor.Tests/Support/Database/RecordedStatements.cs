using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>The statements that a context sends to its database, and whether each one is asynchronous.</summary>
internal sealed class RecordedStatements : DbCommandInterceptor
{
    public ConcurrentQueue<(string Sql, bool IsAsync)> All { get; } = new();

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Record(command, isAsync: false, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(Record(command, isAsync: true, result));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) => Record(command, isAsync: false, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) => new(Record(command, isAsync: true, result));

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) => Record(command, isAsync: false, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) => new(Record(command, isAsync: true, result));

    private T Record<T>(DbCommand command, bool isAsync, T result)
    {
        All.Enqueue((command.CommandText, isAsync));

        return result;
    }
}
