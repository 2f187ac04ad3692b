using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Data;

public sealed class MigrationLockTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");
    private readonly FakeTimeProvider clock = new();
    private readonly SqliteFiles files;

    public MigrationLockTests() => files = new SqliteFiles(Path.Combine(folder.FullName, "app.db"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("ST-03")]
    public async Task A_process_waits_a_minute_for_another_one_and_then_ends_with_the_key()
    {
        using var running = await TakeAsync();

        var waiting = TakeAsync();
        var begun = clock.GetUtcNow();
        while (!waiting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
        Assert.Contains("Database:ConnectionString", ended.Message);
        Assert.InRange(clock.GetUtcNow() - begun, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
    }

    [Fact]
    [Threat("ST-03")]
    public async Task It_is_a_lock_of_the_operating_system_that_each_process_sees()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Asks with a command of Linux.");

        using (await TakeAsync())
        {
            Assert.False(await CanLockAsync());
        }

        Assert.True(await CanLockAsync());
    }

    [Fact]
    public async Task A_link_to_the_database_has_the_lock_of_its_target()
    {
        await File.WriteAllTextAsync(files.Database, "", Cancel);
        var link = Path.Combine(folder.FullName, "link.db");
        File.CreateSymbolicLink(link, files.Database);

        Assert.Equal(files.Lock, new SqliteFiles(link).Lock);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Task<MigrationLock> TakeAsync() => MigrationLock.TakeAsync(files, clock, NullLogger.Instance);

    private async Task<bool> CanLockAsync()
    {
        using var command = Process.Start("flock", ["--nonblock", files.Lock, "true"]);
        await command.WaitForExitAsync(Cancel);

        return command.ExitCode == 0;
    }
}
