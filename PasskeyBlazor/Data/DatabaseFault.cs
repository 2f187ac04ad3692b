using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>Says what a fault of the database means. EF Core may put the exception of the database into one or more of its own.</summary>
public static class DatabaseFault
{
    private const int Deadlock = 1205, SnapshotConflict = 3960; // of SQL Server

    /// <summary>SQLSTATE: a serialization failure, and a deadlock of PostgreSQL.</summary>
    private static readonly string[] CollisionStates = ["40001", "40P01"];

    /// <summary>
    /// Whether it is a fault of the database. After one it is not known whether a change was saved, until the database answers. A
    /// cancellation is none, whatever is inside it.
    /// </summary>
    public static bool Is(Exception fault) => fault is not OperationCanceledException
        && (fault is DbException or DbUpdateException || IsExhaustedPool(fault) || (fault.InnerException is { } inner && Is(inner)));

    /// <summary>
    /// Whether two units of work collided, and the database has undone this one as a whole. It may succeed when it begins again: see
    /// <see cref="UnitOfWork"/>.
    /// </summary>
    public static bool IsCollision(Exception fault) => fault switch
    {
        SqlException { Number: Deadlock or SnapshotConflict } => true,
        DbException { SqlState: { } state } when CollisionStates.Contains(state) => true,
        _ => fault.InnerException is { } inner && IsCollision(inner),
    };

    /// <summary>SqlClient reports it with a general type: no connection was free in time.</summary>
    private static bool IsExhaustedPool(Exception fault) => fault is InvalidOperationException { Source: "Microsoft.Data.SqlClient" };
}
