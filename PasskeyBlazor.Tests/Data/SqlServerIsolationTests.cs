using Microsoft.AspNetCore.Builder;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Data;

/// <summary>A connection of SQL Server goes back to the pool with the isolation level that it had.</summary>
[Threat("DB-20")]
public sealed class SqlServerIsolationTests
{
    private readonly SilentServer server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The uses of a connection after which the level is reset.</summary>
    public static TheoryData<string> Writes => ["commits", "commits nothing", "is disposed", "saves and is disposed", "throws", "reads afterwards"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task The_level_is_reset_once_before_the_connection_is_closed_however_its_transaction_ends(string how)
    {
        using var services = Services("Server=silent");
        await using var db = Open(services);

        await WriteAsync(db, how);

        Assert.Contains("-- begin Serializable", server.Sent);
        Assert.Single(server.Sent, SqlServerIsolation.Reset);
        var end = server.Sent.FindIndex(text => text is "-- commit" or "-- rollback");
        Assert.Equal([SqlServerIsolation.Reset, "-- close"], server.Sent.Skip(end + 1).Take(2));
    }

    [Theory]
    [InlineData("query")]
    [InlineData("save")]
    [InlineData("save of two")]
    [InlineData("delete")]
    public async Task Nothing_else_pays_for_it(string use)
    {
        using var services = Services("Server=silent");
        await using (var before = Open(services))
        {
            await WriteAsync(before, "commits");
        }

        server.Sent.Clear();
        await using var db = Open(services);

        switch (use)
        {
            case "query":
                await db.BlockedModels.AsNoTracking().ToListAsync(Cancel);
                break;
            case "delete":
                await db.SpentChallenges.ExecuteDeleteAsync(Cancel);
                break;
            default:
                db.Add(new SpentChallenge { Challenge = [1], ExpiresAt = Accounts.Start });
                if (use == "save of two")
                {
                    db.Add(new BlockedModel { Aaguid = Guid.NewGuid(), At = Accounts.Start });
                }

                await db.SaveChangesAsync(Cancel);
                break;
        }

        Assert.Single(server.Sent, "-- open");
        Assert.DoesNotContain(SqlServerIsolation.Reset, server.Sent);
    }

    [Theory]
    [InlineData(SqlServerErrors.Broken)]
    [InlineData(SqlServerErrors.Deadlock)]
    [InlineData(-2)] // time is up
    public async Task If_it_cannot_be_reset_the_commit_counts_all_the_same(int number)
    {
        using var services = Services("Server=silent");
        await using var db = Open(services);
        server.Breaks = (SqlServerIsolation.Reset, SqlServerErrors.Of(number));

        await WriteAsync(db, "commits");
        server.Breaks = null;
        await WriteAsync(db, "commits nothing");

        Assert.Equal(["-- commit", SqlServerIsolation.Reset, "-- close"], server.Sent.Skip(server.Sent.IndexOf("-- commit")).Take(3));
        Assert.Equal(2, server.Sent.Count(text => text == SqlServerIsolation.Reset));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task On_a_real_server_the_next_user_of_the_connection_reads_as_committed(string how)
    {
        var connection = new SqlConnectionStringBuilder(TestSqlServer.ConnectionString) { MaxPoolSize = 1, ApplicationName = $"{Guid.NewGuid()}" };
        using var services = Services(connection.ToString(), isReal: true);
        await using (var db = Open(services))
        {
            await using var transaction = await db.BeginWriteAsync(Cancel);
            await db.Database.ExecuteSqlRawAsync("SELECT 1", Cancel);
            if (how.StartsWith("commits", StringComparison.Ordinal))
            {
                await transaction.CommitAsync(Cancel);
            }
        }

        await using var next = Open(services);
        var level = await next.Database.SqlQueryRaw<short>("SELECT transaction_isolation_level AS Value FROM sys.dm_exec_sessions WHERE session_id = @@SPID").SingleAsync(Cancel);

        Assert.Equal(2, level); // read committed
    }

    private static async Task WriteAsync(AppDbContext db, string how)
    {
        try
        {
            await using var transaction = await db.BeginWriteAsync(Cancel);
            if (how is "commits" or "saves and is disposed" or "throws")
            {
                db.Add(new SpentChallenge { Challenge = Guid.NewGuid().ToByteArray(), ExpiresAt = Accounts.Start });
                await db.SaveChangesAsync(Cancel);
            }

            if (how == "throws")
            {
                throw new TimeoutException();
            }

            if (how is "commits" or "commits nothing" or "reads afterwards")
            {
                await transaction.CommitAsync(Cancel);
            }
        }
        catch (TimeoutException)
        {
            // The caller's own.
        }

        if (how == "reads afterwards")
        {
            await db.BlockedModels.AsNoTracking().ToListAsync(Cancel);
        }
    }

    private static AppDbContext Open(ServiceProvider services) => services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

    /// <summary>The app's own registration.</summary>
    private ServiceProvider Services(string connectionString, bool isReal = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Database:Provider"] = "SqlServer", ["Database:ConnectionString"] = connectionString });
        builder.AddDatabase();
        if (!isReal)
        {
            builder.Services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(server));
        }

        return builder.Services.BuildServiceProvider();
    }
}
