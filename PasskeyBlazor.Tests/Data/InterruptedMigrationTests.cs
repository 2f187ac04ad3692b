using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>A migration that is killed at any moment continues at the next start, and a running one is never taken over.</summary>
public sealed class InterruptedMigrationTests : IDisposable
{
    private const string LockTable = "CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL);";

    private const string LockRow = "INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01');";

    private const string History = "CREATE TABLE __EFMigrationsHistory (MigrationId TEXT NOT NULL PRIMARY KEY, ProductVersion TEXT NOT NULL);";

    /// <summary>A view that has no end, to stop a statement at a trigger.</summary>
    private const string Endless = "CREATE VIEW Endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c;";

    private readonly DirectoryInfo folder = AppProcess.MakeFolder();

    /// <summary>Where the migration stops, and how another connection sees that it is there.</summary>
    public static TheoryData<string, string> Moments => new()
    {
        { "INSERT ON __EFMigrationsLock", "SELECT 1" },
        { "INSERT ON __EFMigrationsHistory", "SELECT count(*) FROM __EFMigrationsLock" }, // after the tables, before the row that says so
        { "DELETE ON __EFMigrationsLock", "SELECT count(*) FROM __EFMigrationsHistory" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string DatabaseFile => Path.Combine(folder.FullName, "data", "app.db");

    private string ConnectionString => $"Data Source={DatabaseFile};Pooling=False";

    private string LockFile => DatabaseFile + "-lock";

    [Theory]
    [Threat("ST-01")]
    [MemberData(nameof(Moments))]
    public async Task A_killed_migration_is_completed_by_the_next_one(string moment, string isThere)
    {
        Execute($"PRAGMA journal_mode = WAL;{LockTable}{History}{Endless}CREATE TRIGGER Brake BEFORE {moment} BEGIN SELECT count(*) FROM Endless; END");
        await using var killed = AppProcess.Start(folder, ["--migrate"]);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!(IsWriting() && Count(isThere) > 0))
        {
            Assert.False(killed.HasEnded, killed.ToString());
            await pause.WaitForNextTickAsync(Cancel);
        }

        await using var waiting = AppProcess.Start(folder, ["--migrate"]);
        await waiting.SeeAsync("Another process migrates");
        await waiting.KillAsync();
        await killed.KillAsync();
        Execute("DROP TRIGGER Brake; DROP VIEW Endless");

        await MigratesAsync();
    }

    [Theory]
    [Threat("ST-01")]
    [InlineData("data")]
    [InlineData("app.db-lock")]
    [InlineData("app.db")]
    [InlineData("app.db-wal")]
    public async Task A_migration_that_is_killed_as_soon_as_a_file_is_there_is_completed_by_the_next_one(string file)
    {
        await using (var killed = AppProcess.Start(folder, ["--migrate"]))
        {
            while (!killed.HasEnded && folder.GetFileSystemInfos(file, SearchOption.AllDirectories).Length == 0)
            {
                await Task.Yield();
            }
        }

        await MigratesAsync();
        Assert.Equal("wal", Read("PRAGMA journal_mode"));
    }

    [Theory]
    [Threat("ST-01")]
    [InlineData("", true)]
    [InlineData(LockTable, false)]
    [InlineData(LockTable + LockRow, false)]
    [InlineData(LockTable + LockRow + History, true)]
    public async Task What_a_dead_process_leaves_stops_no_migration(string sql, bool hasLockFile)
    {
        Execute(sql);
        if (hasLockFile)
        {
            await File.WriteAllTextAsync(LockFile, "", Cancel);
        }

        var migration = await MigratesAsync();

        Assert.Equal(sql.Contains(LockRow, StringComparison.Ordinal) ? 1 : 0, migration.Output.Count(line => line.Contains("was interrupted", StringComparison.Ordinal)));
    }

    [Fact]
    [Threat("ST-02")]
    public async Task Two_migrations_wait_for_a_running_one_and_then_for_each_other()
    {
        Execute(LockTable + LockRow);
        AppProcess[] both;
        await using (HoldLock())
        {
            both = [AppProcess.Start(folder, ["--migrate"]), AppProcess.Start(folder, ["--migrate"])];
            await Task.WhenAll(both.Select(waiting => waiting.SeeAsync("Another process migrates")));
            Assert.Equal(1, Count("SELECT count(*) FROM __EFMigrationsLock"));
        }

        var codes = await Task.WhenAll(both.Select(migration => migration.EndAsync()));

        Assert.Equal([0, 0], codes);
        Assert.All(both, migration => Assert.Single(migration.Output, line => line.Contains("Another process migrates", StringComparison.Ordinal)));
        Assert.Single(both.SelectMany(migration => migration.Output), line => line.Contains("was interrupted", StringComparison.Ordinal));
    }

    [Fact]
    [Threat("ST-02")]
    public async Task A_start_waits_for_a_running_migration()
    {
        Execute(History);
        await using var running = HoldLock();
        using var busy = new SqliteConnection(ConnectionString);
        busy.Open();
        using var write = busy.BeginTransaction(); // as a migration has it, all the time
        await using var start = AppProcess.Start(folder, []);
        await start.SeeAsync("Another process migrates");

        write.Rollback();
        await using (var schema = Schema())
        {
            await schema.Database.MigrateAsync(Cancel);
        }

        Assert.False(start.HasEnded);
        await running.DisposeAsync();
        await start.AddressAsync();
    }

    [Fact]
    [Threat("ST-03")]
    public async Task Where_files_cannot_be_locked_the_row_of_a_migration_is_not_removed()
    {
        Execute(LockTable + LockRow);

        var (code, app) = await AppProcess.RunAsync(folder, ["--migrate"], new() { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" });

        Assert.Equal(1, code);
        Assert.Contains("__EFMigrationsLock", Assert.Single(app.Errors));
        Assert.Equal(1, Count("SELECT count(*) FROM __EFMigrationsLock"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>What a process does that migrates.</summary>
    private FileStream HoldLock() => new(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>The next migration completes what is left.</summary>
    private async Task<AppProcess> MigratesAsync()
    {
        var (code, migration) = await AppProcess.RunAsync(folder, ["--migrate"]);
        Assert.True(code == 0, migration.ToString());
        await using var schema = Schema();
        Assert.Empty(await schema.Database.GetPendingMigrationsAsync(Cancel));
        Assert.Equal(1, Count("SELECT count(*) FROM sqlite_master WHERE name = 'Passkeys'"));
        Assert.Equal(0, Count("SELECT count(*) FROM __EFMigrationsLock"));

        return migration;
    }

    private SqliteSchema Schema() => new(new DbContextOptionsBuilder<SqliteSchema>().UseSqlite(ConnectionString).Options);

    /// <summary>Whether another process is in a transaction that writes.</summary>
    private bool IsWriting()
    {
        try
        {
            Execute("BEGIN IMMEDIATE; ROLLBACK");
            return false;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == 5)
        {
            return true;
        }
    }

    private long Count(string sql) => (long)Read(sql)!;

    private void Execute(string sql) => Read(sql);

    private object? Read(string sql)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabaseFile)!);
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 1;
        command.CommandText = sql;

        return command.ExecuteScalar();
    }
}
