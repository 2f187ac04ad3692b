using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>One fault of SQL Server at a chosen moment; what follows works again. An interceptor of the app's contexts.</summary>
public sealed class InjectedFaults : IDbTransactionInterceptor
{
    private string? moment;

    /// <summary>The faults that a unit of work does not repeat, by their moment.</summary>
    public static IReadOnlyDictionary<string, Func<Exception>> Kinds { get; } = new Dictionary<string, Func<Exception>>
    {
        ["the pool is exhausted"] = SqlServerErrors.ExhaustedPool,
        ["the connection breaks before the commit"] = () => SqlServerErrors.Of(SqlServerErrors.Broken),
        ["the connection breaks after the commit"] = () => SqlServerErrors.Of(SqlServerErrors.Broken),
    };

    /// <summary>Whether the fault is still to come.</summary>
    public bool IsPending => moment is not null;

    public void Await(string kind) => moment = kind;

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        ThrowAt("the pool is exhausted");

        return new(result);
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (moment == "the connection breaks before the commit")
        {
            await transaction.RollbackAsync(cancellationToken);
        }

        ThrowAt("the connection breaks before the commit");

        return result;
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ThrowAt("the connection breaks after the commit");

        return Task.CompletedTask;
    }

    private void ThrowAt(string now)
    {
        if (Interlocked.CompareExchange(ref moment, null, now) == now)
        {
            throw Kinds[now]();
        }
    }
}
