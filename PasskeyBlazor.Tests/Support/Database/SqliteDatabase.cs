using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Data.Migrations;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>A SQLite file in WAL mode, copied from a template that is migrated once.</summary>
internal sealed class SqliteDatabase : StoredDatabase
{
    private static readonly Lazy<byte[]> Template = new(MakeTemplate);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");

    public SqliteDatabase() => File.WriteAllBytes(FilePath, Template.Value);

    public override DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public string FilePath => Path.Combine(folder.FullName, "test.db");

    public override string ConnectionString => ConnectionStringFor(FilePath);

    public SqliteWriteQueue Queue { get; } = new();

    public override void Use(DbContextOptionsBuilder options) => options.UseSqlite(ConnectionString).AddInterceptors(Queue);

    public override void Dispose()
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
