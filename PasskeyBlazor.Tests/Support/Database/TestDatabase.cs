using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>A separate database for one test: a SQLite file in WAL mode, copied from a template that is migrated once.</summary>
public sealed class TestDatabase : IDbContextFactory<AppDbContext>, IDisposable
{
    private static readonly Lazy<byte[]> Template = new(MakeTemplate);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");

    public TestDatabase()
    {
        File.WriteAllBytes(FilePath, Template.Value);
        Options = new DbContextOptionsBuilder<AppDbContext>().UseSqlite(ConnectionString).AddInterceptors(Queue).AddInterceptors(SqlServerStatements.Interceptors).Options;
    }

    public string FilePath => Path.Combine(folder.FullName, "test.db");

    /// <summary>For an app under test: <c>Database:ConnectionString</c>.</summary>
    public string ConnectionString => ConnectionStringFor(FilePath);

    /// <summary>Also for an app under test: its writers and those of the test wait for each other.</summary>
    internal SqliteWriteQueue Queue { get; } = new();

    public DbContextOptions<AppDbContext> Options { get; }

    public AppDbContext CreateContext() => new(Options);

    AppDbContext IDbContextFactory<AppDbContext>.CreateDbContext() => CreateContext();

    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection); // the pool holds the file open
        }

        folder.Delete(recursive: true);
    }

    private static string ConnectionStringFor(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5 }.ToString();

    private static byte[] MakeTemplate()
    {
        var folder = Directory.CreateTempSubdirectory("passkeyblazor-");
        try
        {
            var path = Path.Combine(folder.FullName, "template.db");
            var connectionString = ConnectionStringFor(path);
            using (var schema = new SqliteSchema(new DbContextOptionsBuilder<SqliteSchema>().UseSqlite(connectionString).Options))
            {
                schema.Database.Migrate(); // EF Core creates SQLite files in WAL mode
                schema.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            using (var connection = new SqliteConnection(connectionString))
            {
                SqliteConnection.ClearPool(connection);
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
