using Microsoft.EntityFrameworkCore;
using Npgsql;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>A database on the private PostgreSQL of this run, copied from a template that is migrated once.</summary>
internal sealed class PostgresDatabase : ServerDatabase
{
    private readonly PostgresServer server;
    private readonly string name = $"test_{Guid.NewGuid():N}";

    public PostgresDatabase(PostgresServer server)
    {
        this.server = server;
        server.Execute($"CREATE DATABASE {name} TEMPLATE {PostgresServer.Template}");
    }

    public override DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    public override string ConnectionString => server.ConnectionString(name);

    public override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(ConnectionString);

    public override void Dispose()
    {
        using (var connection = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        server.Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }
}
