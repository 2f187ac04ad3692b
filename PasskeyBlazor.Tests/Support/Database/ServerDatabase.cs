namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>A database of a server that has several writers at once.</summary>
internal abstract class ServerDatabase : StoredDatabase
{
    public static ServerDatabase New(bool isDurable) =>
        SqlServerDatabase.Server is { } server ? new SqlServerDatabase(server) : new PostgresDatabase(isDurable ? PostgresServer.Durable : PostgresServer.OfRun);
}
