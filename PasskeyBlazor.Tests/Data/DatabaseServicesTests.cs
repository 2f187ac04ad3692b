using Microsoft.AspNetCore.Builder;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
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

    [Theory]
    [InlineData("SqlServer", null)]
    [InlineData("PostgreSQL", null)]
    [InlineData("PostgreSQL", " ")]
    public void A_server_without_a_connection_string_is_refused(string provider, string? connectionString)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Add(("Database:Provider", provider), ("Database:ConnectionString", connectionString)));

        Assert.Contains("Database:ConnectionString is missing", refused.Message);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("Server=db;Password=sec;ret")]
    [InlineData("Server=db;Password=secret;Connect Timeout=soon")]
    [InlineData("Server=db;Password=secret;Encrypt=perhaps")]
    [InlineData("Server=db;Password=secret;Min Pool Size=9;Max Pool Size=1")]
    [InlineData("Server=db;Password=secret;Authentication=Active Directory Integrated")]
    [InlineData("Server=db;Password=secret;User Instance=true;Failover Partner=other")]
    [Threat("ST-04")]
    public void A_malformed_connection_string_of_SQL_Server_is_refused_with_its_key_and_without_its_password(string connectionString)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Add(("Database:Provider", "SqlServer"), ("Database:ConnectionString", connectionString)));

        Assert.Contains("Database:ConnectionString", refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
        Assert.DoesNotContain("ret", refused.Message.Replace("Database:ConnectionString", "", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_database_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Add(("Database:Provider", "Oracle")));

    [Theory]
    [InlineData("SqlServer", "Data Source=queue.db", false)]
    [InlineData("PostgreSQL", "Host=queue.db", false)]
    [InlineData("Sqlite", "Data Source=queue.db", true)]
    public void Only_writers_of_SQLite_wait_in_a_queue(string provider, string connectionString, bool isQueued)
    {
        using var services = Add(("Database:Provider", provider), ("Database:ConnectionString", connectionString)).BuildServiceProvider();

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

    [Theory]
    [InlineData("Host=db", 3, 3)]
    [InlineData("Host=db;Timeout=20;Command Timeout=40", 20, 40)]
    [InlineData("Host=db;CommandTimeout=0", 3, 0)]
    public void The_limits_of_PostgreSQL_are_those_of_the_app_unless_the_operator_says_so(string connectionString, int connection, int command)
    {
        using var services = Add(("Database:Provider", "PostgreSQL"), ("Database:ConnectionString", connectionString)).BuildServiceProvider();
        using var db = services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

        var used = new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString());

        Assert.Equal((connection, command), (used.Timeout, used.CommandTimeout));
    }

    private static IServiceCollection Add(params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value));
        builder.AddDatabase();

        return builder.Services;
    }
}
