using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>A database on the SQL Server that the environment names.</summary>
internal sealed class SqlServerDatabase : ServerDatabase
{
    public SqlServerDatabase(string server)
    {
        ConnectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = $"passkeyblazor_{Guid.NewGuid():N}" }.ToString();
        using var schema = Schema();
        schema.Database.Migrate();
    }

    /// <summary>Null where the environment names none.</summary>
    public static string? Server => Environment.GetEnvironmentVariable(TestSqlServer.Variable) is { Length: > 0 } server ? server : null;

    public override DatabaseProvider Provider => DatabaseProvider.SqlServer;

    public override string ConnectionString { get; }

    public override void Use(DbContextOptionsBuilder options) => options.UseSqlServer(ConnectionString);

    public override void Dispose()
    {
        using var schema = Schema();
        schema.Database.EnsureDeleted();
    }

    private SqlServerSchema Schema() => new(new DbContextOptionsBuilder<SqlServerSchema>().UseSqlServer(ConnectionString).Options);
}
