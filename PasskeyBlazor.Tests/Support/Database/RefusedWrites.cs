using Microsoft.EntityFrameworkCore;

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
        await ExecuteAsync(database, (table, change) =>
            $"CREATE TRIGGER Refuse{change}{table} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");

        return new RefusedWrites(database);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(database, (table, change) => $"DROP TRIGGER Refuse{change}{table}");

    private static async Task ExecuteAsync(TestDatabase database, Func<string, string, string> command)
    {
        await using var db = database.CreateContext();
        foreach (var (table, change) in Changes)
        {
            await db.Database.ExecuteSqlRawAsync(command(table, change));
        }
    }
}
