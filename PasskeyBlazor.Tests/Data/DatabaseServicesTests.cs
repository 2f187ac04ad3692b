using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;

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

    private static IServiceCollection Add(params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value));
        builder.AddDatabase();

        return builder.Services;
    }
}
