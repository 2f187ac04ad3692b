using Npgsql;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>A start on PostgreSQL, in a process of its own.</summary>
public sealed class PostgresStartTests : IDisposable
{
    private readonly PostgresServer server = PostgresServer.OfRun;
    private readonly DirectoryInfo folder = AppProcess.MakeFolder();
    private readonly string name = $"start_{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_that_migrate_at_once_both_end_well_and_the_app_then_starts_and_names_its_database()
    {
        server.Execute($"CREATE DATABASE {name}"); // as an operator does
        var (refused, why) = await RunAsync();
        var ended = await Task.WhenAll(RunAsync("--migrate"), RunAsync("--migrate"));

        Assert.Equal(1, refused);
        Assert.Contains("--migrate", Assert.Single(why.Errors));
        Assert.All(ended, one => Assert.True(one.Code == 0, $"{one.Process}"));
        await using var app = AppProcess.Start(folder, [], Settings);
        await app.SeeAsync($"The app uses the PostgreSQL database {name} at ");
        await app.AddressAsync();
        Assert.DoesNotContain("secret", $"{app}");
    }

    [Fact]
    public async Task The_migrate_switch_creates_a_missing_database()
    {
        var (code, process) = await RunAsync("--migrate");

        Assert.True(code == 0, $"{process}");
        Assert.Equal(1L, await CountAsync($"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    }

    [Fact]
    [Threat("ST-04")]
    public async Task A_user_without_rights_is_one_line_with_the_key()
    {
        server.Execute($"CREATE DATABASE {name}");
        server.Execute($"CREATE ROLE {name} LOGIN PASSWORD 'secret'");

        var (code, process) = await AppProcess.RunAsync(folder, ["--migrate"], new(Settings) { ["Database__ConnectionString"] = $"{server.ConnectionString(name)};Username={name};Password=secret" });

        Assert.Equal(1, code);
        var line = Assert.Single(process.Errors);
        Assert.Contains("Database:ConnectionString", line);
        Assert.DoesNotContain("secret", line);
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(server.ConnectionString(name)));
        server.Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        server.Execute($"DROP ROLE IF EXISTS {name}");
        folder.Delete(recursive: true);
    }

    private Dictionary<string, string?> Settings => new()
    {
        ["Database__Provider"] = "PostgreSQL",
        ["Database__ConnectionString"] = $"{server.ConnectionString(name)};Password=secret",
    };

    private Task<(int Code, AppProcess Process)> RunAsync(params string[] arguments) => AppProcess.RunAsync(folder, arguments, Settings);

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);

        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
