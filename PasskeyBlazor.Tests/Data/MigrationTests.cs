using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

public sealed class MigrationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_migrations_for_SQLite_are_up_to_date_with_the_model()
    {
        using var schema = new SqliteSchema.DesignTime().CreateDbContext([]);

        Assert.False(schema.Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_migrations_for_SQL_Server_are_up_to_date_with_the_model()
    {
        using var schema = new SqlServerSchema.DesignTime().CreateDbContext([]);

        Assert.False(schema.Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_migrations_for_PostgreSQL_are_up_to_date_with_the_model()
    {
        using var schema = new PostgreSqlSchema.DesignTime().CreateDbContext([]);

        Assert.False(schema.Database.HasPendingModelChanges());
    }

    [Fact]
    public void On_SQL_Server_issuer_and_subject_are_compared_as_they_are()
    {
        using var schema = new SqlServerSchema.DesignTime().CreateDbContext([]);

        var script = schema.Database.GenerateCreateScript();

        Assert.Contains("[Subject] nvarchar(255) COLLATE Latin1_General_100_BIN2", script);
        Assert.Contains("[Issuer] nvarchar(500) COLLATE Latin1_General_100_BIN2", script);
    }

    [Fact]
    public async Task A_SQLite_file_is_in_WAL_mode()
    {
        using var database = new TestDatabase();
        await using var db = database.CreateContext();

        Assert.Equal("wal", (await db.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(Cancel)).Single());
    }

    [Fact]
    public async Task Outside_Development_an_unmigrated_database_refuses_to_start_and_says_how_to_migrate()
    {
        using var empty = new EmptyDatabase();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync([.. Production, $"--Database:ConnectionString={empty.ConnectionString}"]));

        Assert.Contains("--migrate", refused.Message);
        Assert.False(await empty.HasTablesAsync());
    }

    [Fact]
    public async Task Outside_Development_a_database_of_a_newer_version_refuses_to_start()
    {
        using var database = new TestDatabase();
        await using (var db = database.CreateContext())
        {
            await db.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '11.0.0')", Cancel);
        }

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync([.. Production, $"--Database:ConnectionString={database.ConnectionString}"]));

        Assert.Contains("newer version", refused.Message);
    }

    [Fact]
    public async Task The_migrate_switch_creates_the_tables_and_ends()
    {
        using var empty = new EmptyDatabase();

        await StartAsync("--migrate", "--environment=Production", $"--Database:ConnectionString={empty.ConnectionString}");

        Assert.True(await empty.HasTablesAsync());
    }

    [Fact]
    public async Task The_migrate_switch_does_not_swallow_the_setting_after_it()
    {
        using var empty = new EmptyDatabase();

        await StartAsync("--migrate", $"--Database:ConnectionString={empty.ConnectionString}");

        Assert.True(await empty.HasTablesAsync());
    }

    [Fact]
    public async Task In_Development_an_empty_folder_is_enough()
    {
        using var empty = new EmptyDatabase();
        await using var app = new TestApp { Settings = { ["Database:ConnectionString"] = empty.ConnectionString } };
        using var browser = app.Browser();

        await browser.SignInAsync();

        Assert.True(await empty.HasTablesAsync());
    }

    private static string[] Production =>
        ["--environment=Production", "--Passkeys:ServerDomain=example.org", "--Passkeys:ServerName=Example", "--Passkeys:Origins:0=https://example.org"];

    private static Task StartAsync(params string[] arguments) => (Task?)typeof(Program).Assembly.EntryPoint!
        .Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [arguments], culture: null) ?? Task.CompletedTask;

    /// <summary>A file that does not exist yet, in a folder that does not exist yet.</summary>
    private sealed class EmptyDatabase : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");

        public string ConnectionString => $"Data Source={Path.Combine(folder.FullName, "deeper", "new.db")};Pooling=False";

        public async Task<bool> HasTablesAsync()
        {
            await using var connection = new SqliteConnection(ConnectionString);
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name IN ('Users', 'Passkeys', 'Sessions', 'SpentChallenges', 'ExternalIdentities')";

            return (long)(await command.ExecuteScalarAsync(Cancel))! == 5;
        }

        public void Dispose() => folder.Delete(recursive: true);
    }
}
