using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The app's contexts for SQL Server, with the real SqlClient and no server.</summary>
[Threat("DB-03")]
public sealed class SqlServerOutageTests : IDisposable
{
    private readonly ServerFaults server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ServerFaults.Closed)]
    [InlineData(ServerFaults.Silent)]
    public async Task A_server_that_is_away_is_a_fault_of_the_database_within_the_time_of_a_request(string fault)
    {
        await using var services = Services(fault == ServerFaults.Closed ? server.ClosedPort() : server.ConnectionString);
        await using (var db = await services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Cancel))
        {
            _ = db.Users.ToQueryString(); // what EF Core prepares once is no wait
        }

        DatabaseWaits.BeginRequest();
        var watch = Stopwatch.StartNew();
        for (var statement = 0; statement < 3; statement++)
        {
            Assert.True(DatabaseFault.Is((await Record.ExceptionAsync(() => AskAsync(services, Cancel)))!));
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_pool_without_a_free_connection_is_a_fault_of_the_database()
    {
        var faults = await server.ExhaustAsync(Cancel);

        Assert.All(faults, fault => Assert.True(DatabaseFault.Is(fault), $"{fault}"));
        Assert.Contains(faults, fault => fault.GetType() == typeof(InvalidOperationException));
        Assert.All(faults, fault => Assert.False(DatabaseFault.IsCollision(fault)));
    }

    [Fact]
    public async Task A_person_who_leaves_is_no_fault()
    {
        await using var services = Services(server.ConnectionString);
        using var person = new CancellationTokenSource();
        var asking = AskAsync(services, person.Token);

        await person.CancelAsync();

        Assert.False(DatabaseFault.Is(await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking)));
    }

    [Fact]
    public async Task A_migration_has_the_time_of_the_client_itself()
    {
        await using var services = Services(server.ConnectionString);
        using var scope = services.CreateScope();
        var schema = new SqlConnectionStringBuilder(scope.ServiceProvider.GetRequiredService<SqlServerSchema>().Database.GetConnectionString());

        Assert.Equal(new SqlConnectionStringBuilder().CommandTimeout, schema.CommandTimeout);
        Assert.Equal(new SqlConnectionStringBuilder().ConnectTimeout, schema.ConnectTimeout);
    }

    public void Dispose() => server.Dispose();

    private static async Task<int> AskAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(cancellationToken);

        return await db.Users.CountAsync(cancellationToken);
    }

    private static ServiceProvider Services(string connectionString)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Database:Provider"] = "SqlServer", ["Database:ConnectionString"] = connectionString });
        builder.AddDatabase();

        return builder.Services.BuildServiceProvider();
    }
}
