using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>A migration is killed at its writes. The next one, which is killed at a later write, continues it without a repair.</summary>
public sealed class KilledMigrationTests : IDisposable
{
    private const int Killed = 137; // SIGKILL

    private readonly DirectoryInfo folder = AppProcess.MakeFolder();
    private readonly string name = $"migrated_{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Threat("DB-42")]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public Task A_migration_that_is_killed_at_its_commits_is_completed(DatabaseProvider provider) => WalkAsync(provider, step: 3, eachWrite: false);

    [Theory(Explicit = true)]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public Task A_migration_is_killed_at_each_write(DatabaseProvider provider) => WalkAsync(provider, step: 1, eachWrite: true);

    public void Dispose() => folder.Delete(recursive: true);

    private async Task WalkAsync(DatabaseProvider provider, int step, bool eachWrite)
    {
        var isSqlite = provider == DatabaseProvider.Sqlite;
        if (!isSqlite)
        {
            PostgresServer.OfRun.Execute($"CREATE DATABASE {name}");
        }

        var connection = isSqlite ? $"Data Source={Path.Combine(folder.FullName, "app.db")};Pooling=False" : PostgresServer.OfRun.ConnectionString(name) + ";Pooling=False";
        var kills = 0;
        for (var point = 1; ; point += step)
        {
            var (code, migration) = await AppProcess.RunAsync(
                folder, ["--migrate", $"--Database:Provider={provider}", $"--Database:ConnectionString={connection}"], KillPoints.Environment(point, eachWrite), withTests: true);
            if (code != Killed)
            {
                Assert.True(code == 0, $"After {kills} kills: {migration}");
                break;
            }

            kills++;
        }

        Assert.True(kills > (eachWrite ? 20 : 1), string.Create(CultureInfo.InvariantCulture, $"Only {kills} kills."));
        await using AppDbContext schema = isSqlite
            ? new SqliteSchema(new DbContextOptionsBuilder<SqliteSchema>().UseSqlite(connection).Options)
            : new PostgreSqlSchema(new DbContextOptionsBuilder<PostgreSqlSchema>().UseNpgsql(connection).Options);
        Assert.Empty(await schema.Database.GetPendingMigrationsAsync(Cancel));
        Assert.Equal(0, await schema.Passkeys.CountAsync(Cancel));
        if (!isSqlite)
        {
            PostgresServer.OfRun.Execute($"DROP DATABASE {name}");
        }
    }
}
