using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>Brings the tables of the database to this version, or checks that they are of this version.</summary>
/// <param name="schema">The context with the migrations of the database.</param>
/// <param name="name">The path of the file, or the name of the database and its server, for messages.</param>
/// <param name="files">Null for a server.</param>
/// <param name="clock">The time of a waiting process.</param>
/// <param name="logger">The log of the app.</param>
internal sealed class SchemaUpdate(AppDbContext schema, string name, SqliteFiles? files, TimeProvider clock, ILogger logger)
{
    public async Task MigrateAsync()
    {
        using var held = files is null ? null : await MigrationLock.TakeAsync(files, clock, logger);
        if (files is not null)
        {
            files.MakeDatabase();
            await held!.RemoveRowAsync(schema, logger);
        }

        await RefuseNewerAsync();
        if (files is not null && !(await schema.Database.GetAppliedMigrationsAsync()).Any())
        {
            await schema.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL"); // EF Core does this only for a file that it creates itself
        }

        await schema.Database.MigrateAsync();
    }

    /// <exception cref="InvalidOperationException">The tables are of another version.</exception>
    public async Task CheckAsync()
    {
        if (await IsBehindAsync() && files is not null && File.Exists(files.Lock))
        {
            using var _ = await MigrationLock.TakeAsync(files, clock, logger); // if another process migrates now, it may soon be done
        }

        if (await IsBehindAsync())
        {
            // The message contains the path, because a relative path depends on the folder where the app starts.
            throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey}: the database {name} is not up to date. Start the app once with {DatabaseStart.MigrateSwitch}.");
        }

        await RefuseNewerAsync();
        if (files is not null)
        {
            // A file that cannot be written fails now, not at the first sign-in. SQLite begins a transaction there, and refuses a change of no row.
            await schema.Database.ExecuteSqlRawAsync("UPDATE __EFMigrationsHistory SET ProductVersion = '' WHERE MigrationId IS NULL");
        }
    }

    private async Task<bool> IsBehindAsync() => (await schema.Database.GetPendingMigrationsAsync()).Any();

    private async Task RefuseNewerAsync()
    {
        if ((await schema.Database.GetAppliedMigrationsAsync()).Except(schema.Database.GetMigrations()).Any())
        {
            throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey}: the database {name} was made by a newer version of the app.");
        }
    }
}
