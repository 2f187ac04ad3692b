using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>
/// Other units of work that get in the way: so many commits are refused, as a database with several writers refuses one of two. An
/// interceptor of the app's contexts.
/// </summary>
public sealed class Collisions : IDbTransactionInterceptor
{
    private int left;

    /// <summary>How databases report that they have undone one of two transactions, and how EF Core passes it on.</summary>
    public static IReadOnlyDictionary<string, Func<Exception>> Kinds { get; } = new Dictionary<string, Func<Exception>>
    {
        ["a serialization failure"] = () => new Refusal("40001"),
        ["a deadlock"] = () => new Refusal("40P01"),
        ["a deadlock of SQL Server"] = () => SqlServerErrors.Of(SqlServerErrors.Deadlock),
        ["a snapshot conflict of SQL Server"] = () => new DbUpdateException("An error occurred while saving.", SqlServerErrors.Of(SqlServerErrors.SnapshotConflict)),
        ["wrapped by a save"] = () => new DbUpdateException("An error occurred while saving.", new Refusal("40001")),
        ["wrapped as transient"] = () => new InvalidOperationException("Likely transient.", new DbUpdateException("An error occurred while saving.", new Refusal("40P01"))),
    };

    /// <summary>How many commits were refused.</summary>
    public int Count { get; private set; }

    private Func<Exception> Fault { get; set; } = Kinds["a serialization failure"];

    /// <summary>Refuses the next commits.</summary>
    public void RefuseNext(int commits, string kind = "a serialization failure") => (left, Fault, Count) = (commits, Kinds[kind], 0);

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (left <= 0)
        {
            return result;
        }

        left--;
        Count++;
        await transaction.RollbackAsync(cancellationToken);
        throw Fault();
    }

    private sealed class Refusal(string state) : DbException("The transaction was undone because of another one.")
    {
        public override string SqlState => state;
    }
}
