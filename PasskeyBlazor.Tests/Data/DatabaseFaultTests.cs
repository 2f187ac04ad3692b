using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.SqlServer;

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
        foreach (var fault in Wrapped(SqlServerErrors.Of(number)))
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
        Assert.True(DatabaseFault.Is(SqlServerErrors.ExhaustedPool()));
        Assert.False(DatabaseFault.Is(new InvalidOperationException("Sequence contains no elements.") { Source = "System.Linq" }));
        Assert.False(DatabaseFault.Is(new OperationCanceledException()));
    }

    private static IEnumerable<Exception> Wrapped(Exception fault) =>
        [fault, new DbUpdateException("save", fault), new InvalidOperationException("Likely transient.", new DbUpdateException("save", fault))];
}
