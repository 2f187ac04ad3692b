using Microsoft.AspNetCore.Builder;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Data;

public sealed class DatabaseServicesTests
{
    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    public void A_database_in_memory_is_refused(string connectionString)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Add(("Database:ConnectionString", connectionString)));

        Assert.Contains("Database:ConnectionString", refused.Message);
    }

    [Fact]
    public void SQL_Server_without_a_connection_string_is_refused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Add(("Database:Provider", "SqlServer")));

        Assert.Contains("Database:ConnectionString is missing", refused.Message);
    }

    [Fact]
    public void An_unknown_database_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Add(("Database:Provider", "Oracle")));

    [Theory]
    [InlineData("SqlServer", false)]
    [InlineData("Sqlite", true)]
    public void Only_writers_of_SQLite_wait_in_a_queue(string provider, bool isQueued)
    {
        using var services = Add(("Database:Provider", provider), ("Database:ConnectionString", "Data Source=queue.db")).BuildServiceProvider();

        var queue = SqliteWriteQueue.In(services.GetRequiredService<DbContextOptions<AppDbContext>>());

        Assert.Equal(isQueued, queue is not null);
        Assert.Same(services.GetService<SqliteWriteQueue>(), queue);
    }

    [Theory]
    [Threat("DB-27")]
    [InlineData("Server=db", PoolBlockingPeriod.NeverBlock)]
    [InlineData("Server=db;Pool Blocking Period=Auto", PoolBlockingPeriod.Auto)]
    [InlineData("Server=db;PoolBlockingPeriod=AlwaysBlock;Max Pool Size=7", PoolBlockingPeriod.AlwaysBlock)]
    public void The_pool_of_SQL_Server_does_not_repeat_an_error_unless_the_operator_says_so(string connectionString, PoolBlockingPeriod expected)
    {
        using var services = Add(("Database:Provider", "SqlServer"), ("Database:ConnectionString", connectionString)).BuildServiceProvider();
        using var db = services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

        var used = new SqlConnectionStringBuilder(db.Database.GetConnectionString());

        Assert.Equal(expected, used.PoolBlockingPeriod);
        Assert.Equal(new SqlConnectionStringBuilder(connectionString).MaxPoolSize, used.MaxPoolSize);
    }

    private static IServiceCollection Add(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        builder.AddDatabase();

        return builder.Services;
    }
}
