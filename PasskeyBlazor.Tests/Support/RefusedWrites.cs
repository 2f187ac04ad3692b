using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Tests.Support;

/// <summary>While it lives, the database reads but adds no passkey and no session: as if its disk were full.</summary>
public sealed class RefusedWrites : IAsyncDisposable
{
    private static readonly string[] Tables = ["Passkeys", "Sessions"];

    private readonly TestDatabase database;

    private RefusedWrites(TestDatabase database) => this.database = database;

    public static async Task<RefusedWrites> OfAsync(TestDatabase database)
    {
        await ExecuteAsync(database, table => $"CREATE TRIGGER Refuse{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");

        return new RefusedWrites(database);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(database, table => $"DROP TRIGGER Refuse{table}");

    private static async Task ExecuteAsync(TestDatabase database, Func<string, string> command)
    {
        await using var db = database.CreateContext();
        foreach (var table in Tables)
        {
            await db.Database.ExecuteSqlRawAsync(command(table));
        }
    }
}
