using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>Recognizes a fault of the database. After one it is not known whether a change was saved, until the database answers.</summary>
public static class DatabaseFault
{
    /// <summary>EF Core may put the exception of the database into one or more of its own.</summary>
    public static bool Is(Exception fault) => fault is DbException or DbUpdateException || (fault.InnerException is { } inner && Is(inner));
}
