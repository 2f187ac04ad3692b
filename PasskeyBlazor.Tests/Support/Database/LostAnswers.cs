using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>
/// A connection to the database that can break: the next commit arrives, but its confirmation is lost, and later statements fail
/// until the connection is mended. An interceptor of the app's contexts.
/// </summary>
public sealed class LostAnswers : DbCommandInterceptor, IDbTransactionInterceptor
{
    private Func<Exception>? next;
    private Func<Exception>? fault;
    private TaskCompletionSource? silence;

    /// <summary>How EF Core passes on a fault of the database.</summary>
    public static IReadOnlyDictionary<string, Func<Exception>> Kinds { get; } = new Dictionary<string, Func<Exception>>
    {
        ["of the database"] = Broken,
        ["wrapped as transient"] = () => new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", Broken()),
        ["wrapped by a save"] = () => new DbUpdateException("An error occurred while saving.", Broken()),
        ["wrapped twice"] = () => new DbUpdateException("An error occurred while saving.", new InvalidOperationException("Likely transient.", Broken())),
    };

    /// <summary>Breaks with the next commit.</summary>
    public void BreakAtCommit(string kind) => next = Kinds[kind];

    /// <summary>Breaks at once.</summary>
    public void Break(string kind) => fault = Kinds[kind];

    /// <summary>Each query waits until the connection is mended.</summary>
    public void FallSilent() => silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend()
    {
        (next, fault) = (null, null);
        silence?.SetResult();
        silence = null;
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        (fault, next) = (next ?? fault, null);

        return fault is null ? Task.CompletedTask : throw fault();
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await (silence?.Task ?? Task.CompletedTask);

        return fault is null ? result : throw fault();
    }

    private static SqliteException Broken() => new("disk I/O error", 10);
}
