using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>Until it is disposed, the database answers queries but changes no passkey and no session, as if its disk were full.</summary>
public sealed class RefusedWrites : IAsyncDisposable
{
    private static readonly (string Table, string Change)[] Changes =
        [.. from table in (string[])["Passkeys", "Sessions"] from change in (string[])["INSERT", "UPDATE", "DELETE"] select (table, change)];

    private readonly TestDatabase database;

    private RefusedWrites(TestDatabase database) => this.database = database;

    public static async Task<RefusedWrites> OfAsync(TestDatabase database)
    {
        if (database.Provider == DatabaseProvider.PostgreSql)
        {
            await using var db = database.CreateContext();
            await db.Database.ExecuteSqlRawAsync("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION SQLSTATE ''53100''; END'");
        }

        await ExecuteAsync(database, (table, change) => database.Provider switch
        {
            DatabaseProvider.PostgreSql => $"CREATE TRIGGER \"Refuse{change}{table}\" BEFORE {change} ON \"{table}\" FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
            DatabaseProvider.SqlServer => $"CREATE TRIGGER \"Refuse{change}{table}\" ON \"{table}\" INSTEAD OF {change} AS THROW 51000, 'disk I/O error', 1",
            _ => $"CREATE TRIGGER \"Refuse{change}{table}\" BEFORE {change} ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END",
        });

        return new RefusedWrites(database);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(
        database, (table, change) => $"DROP TRIGGER \"Refuse{change}{table}\"" + (database.Provider == DatabaseProvider.PostgreSql ? $" ON \"{table}\"" : ""));

    private static async Task ExecuteAsync(TestDatabase database, Func<string, string, string> command)
    {
        await using var db = database.CreateContext();
        foreach (var (table, change) in Changes)
        {
            await db.Database.ExecuteSqlRawAsync(command(table, change));
        }
    }
}
