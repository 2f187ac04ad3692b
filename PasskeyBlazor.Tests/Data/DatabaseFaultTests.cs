using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Data;

/// <summary>What the faults of the databases mean.</summary>
[Threat("CC-09")]
public sealed class DatabaseFaultTests
{
    [Theory]
    [InlineData(1205, true)] // deadlock
    [InlineData(3960, true)] // snapshot conflict
    [InlineData(2627, false)] // unique key
    [InlineData(40613, false)] // the database is away
    [InlineData(10054, false)] // the connection broke: the save may have arrived
    [InlineData(-2, false)] // time is up
    public void A_fault_of_SQL_Server(int number, bool isCollision)
    {
        foreach (var fault in Wrapped(SqlFault(number)))
        {
            Assert.True(DatabaseFault.Is(fault), fault.GetType().Name);
            Assert.Equal(isCollision, DatabaseFault.IsCollision(fault));
        }
    }

    [Theory]
    [InlineData(5)] // SQLITE_BUSY: another process writes for long
    [InlineData(10)] // SQLITE_IOERR
    [InlineData(13)] // SQLITE_FULL
    [InlineData(19)] // SQLITE_CONSTRAINT
    public void A_fault_of_SQLite_is_never_a_collision(int code)
    {
        foreach (var fault in Wrapped(new SqliteException("fault", code)))
        {
            Assert.True(DatabaseFault.Is(fault), fault.GetType().Name);
            Assert.False(DatabaseFault.IsCollision(fault));
        }
    }

    [Fact]
    public void An_exhausted_pool_is_a_fault_of_the_database_and_another_invalid_operation_is_none()
    {
        Assert.True(DatabaseFault.Is(new InvalidOperationException("Timeout expired.") { Source = typeof(SqlConnection).Assembly.GetName().Name }));
        Assert.False(DatabaseFault.Is(new InvalidOperationException("Sequence contains no elements.") { Source = "System.Linq" }));
        Assert.False(DatabaseFault.Is(new OperationCanceledException()));
    }

    private static IEnumerable<Exception> Wrapped(Exception fault) =>
        [fault, new DbUpdateException("save", fault), new InvalidOperationException("Likely transient.", new DbUpdateException("save", fault))];

    /// <summary>SqlClient makes its exceptions only from the answers of a server.</summary>
    private static SqlException SqlFault(int number)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        var make = typeof(SqlError).GetConstructors(Hidden).MaxBy(c => c.GetParameters().Length)!;
        var values = make.GetParameters().Select(p => p.Name == "infoNumber" ? number
            : p.ParameterType == typeof(string) ? "" : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null).ToArray();
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [make.Invoke(values)]);
        var create = typeof(SqlException).GetMethods(Hidden).First(m => m.Name == "CreateException" && m.GetParameters().Length == 2);

        return (SqlException)create.Invoke(null, [errors, ""])!;
    }
}
