using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>
/// The right to migrate one SQLite database: a locked file beside it. The operating system unlocks the file when the process ends in any
/// way. EF Core itself writes a row, and waits without end and without a message for the row of a process that no longer exists.
/// </summary>
internal sealed partial class MigrationLock : IDisposable
{
    /// <summary>How long a process waits for the migration of another one.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly SqliteFiles files;
    private readonly FileStream held;

    private MigrationLock(SqliteFiles files, FileStream held)
    {
        this.files = files;
        this.held = held;
    }

    /// <exception cref="InvalidOperationException">Another process migrates for longer than <see cref="MaxWait"/>.</exception>
    public static async Task<MigrationLock> TakeAsync(SqliteFiles files, TimeProvider clock, ILogger logger)
    {
        var begun = clock.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return new MigrationLock(files, files.OpenLock());
            }
            catch (IOException fault) when (IsHeld(fault))
            {
                if (clock.GetElapsedTime(begun) > MaxWait)
                {
                    throw new InvalidOperationException(
                        $"{DatabaseOptions.ConnectionKey}: another process has migrated the database {files.Database} for more than {MaxWait.TotalSeconds} seconds. Start again when it has ended.");
                }

                if (isFirst)
                {
                    LogWaits(logger, files.Database, MaxWait.TotalSeconds);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), clock);
        }
    }

    /// <summary>Removes the row of EF Core. While this process has the lock, no other one of this app migrates, so the row is of a dead process.</summary>
    /// <exception cref="InvalidOperationException">There is a row, and files cannot be locked here, so its process may be alive.</exception>
    public async Task RemoveRowAsync(AppDbContext schema, ILogger logger)
    {
        var hasTable = await schema.Database.SqlQueryRaw<int>("SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync() > 0;
        if (!hasTable || await schema.Database.SqlQueryRaw<int>("SELECT count(*) AS Value FROM __EFMigrationsLock").SingleAsync() == 0)
        {
            return;
        }

        if (!Excludes())
        {
            throw new InvalidOperationException(
                $"{DatabaseOptions.ConnectionKey}: the database {files.Database} has a row in __EFMigrationsLock, and files cannot be locked in its folder. If no other process migrates, delete the row.");
        }

        await schema.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock");
        LogRemoved(logger, files.Database);
    }

    public void Dispose() => held.Dispose();

    /// <summary>Some network file systems do not lock, and .NET can be told not to.</summary>
    private bool Excludes()
    {
        try
        {
            files.OpenLock().Dispose();
            return false;
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            return true;
        }
    }

    /// <summary>EWOULDBLOCK on Linux and on macOS, and the sharing violation of Windows.</summary>
    private static bool IsHeld(IOException fault) => (fault.HResult & 0xFFFF) is 11 or 35 or 32;

    [LoggerMessage(LogLevel.Information, "Another process migrates the database {Path}. This process waits for it, {Seconds} seconds at most.")]
    private static partial void LogWaits(ILogger logger, string path, double seconds);

    [LoggerMessage(LogLevel.Warning, "A migration of the database {Path} was interrupted. Its lock is removed, and the migration begins again.")]
    private static partial void LogRemoved(ILogger logger, string path);
}
