using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>Backs up a database and restores it into a new place, with the commands of <c>docs/deploy.md</c>.</summary>
internal sealed class DocumentedBackup(TestDatabase database) : IDisposable
{
    private const string SqliteFile = "App_Data/passkeyblazor.db", ServerName = "passkeys";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");
    private readonly string restoredName = $"restored_{Guid.NewGuid():N}";

    /// <summary>Of the restored copy.</summary>
    public string ConnectionString => IsSqlite ? $"Data Source={RestoredFile};Pooling=False" : new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = restoredName, Pooling = false }.ToString();

    private bool IsSqlite => database.Provider == DatabaseProvider.Sqlite;

    private string RestoredFile => Path.Combine(folder.FullName, SqliteFile);

    public Task BackUpAsync() => IsSqlite
        ? RunAsync(DeployDocument.Block("sh", "# SQLite: back up").Replace(SqliteFile, database.FilePath, StringComparison.Ordinal))
        : RunAsync(DeployDocument.Block("sh", "# PostgreSQL: back up").Replace(ServerName, new NpgsqlConnectionStringBuilder(database.ConnectionString).Database, StringComparison.Ordinal));

    public Task RestoreAsync() => IsSqlite
        ? RunAsync(DeployDocument.Block("sh", "# SQLite: restore"))
        : RunAsync(DeployDocument.Block("sh", "# PostgreSQL: restore").Replace(ServerName, restoredName, StringComparison.Ordinal));

    /// <summary>Runs a block of SQL in the restored copy, with the command line of the database.</summary>
    public async Task RunSqlAsync(string sql)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "commands.sql"), sql, TestContext.Current.CancellationToken);
        var command = DeployDocument.Block("sh", IsSqlite ? "# SQLite: run" : "# PostgreSQL: run");
        await RunAsync(IsSqlite ? command : command.Replace(ServerName, restoredName, StringComparison.Ordinal));
    }

    public AppDbContext OpenCopy()
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        _ = IsSqlite ? options.UseSqlite(ConnectionString) : options.UseNpgsql(ConnectionString);

        return new AppDbContext(options.Options);
    }

    public void Dispose()
    {
        if (!IsSqlite)
        {
            PostgresServer.OfRun.Execute($"DROP DATABASE IF EXISTS {restoredName} WITH (FORCE)");
        }

        folder.Delete(recursive: true);
    }

    private async Task RunAsync(string script)
    {
        var start = new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = folder.FullName, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{(IsSqlite ? ProgramFinder.Sqlite : ProgramFinder.Postgres).Find()}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        if (!IsSqlite)
        {
            var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
            (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGUSER"]) = (connection.Host, $"{connection.Port}", connection.Username);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{script}\n{output}");
    }
}
