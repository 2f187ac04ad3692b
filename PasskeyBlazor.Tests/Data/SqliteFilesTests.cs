using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>Only the owner can read the files of the database.</summary>
public sealed class SqliteFilesTests : IDisposable
{
    private readonly DirectoryInfo folder = AppProcess.MakeFolder();

    [Theory]
    [Threat("ST-07")]
    [InlineData("000")]
    [InlineData("022")]
    [InlineData("0277")] // takes a right of the owner too
    public async Task Whatever_the_umask_is_the_app_creates_files_that_only_their_owner_can_read(string umask)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        string[] command = ["sh", "-c", $"umask {umask}; exec \"$0\" \"$@\""];
        string[] deeper = ["--Database:ConnectionString=Data Source=data/deeper/app.db"];

        var (code, migration) = await AppProcess.RunAsync(folder, [.. deeper, "--migrate"], command: command);
        await using var app = AppProcess.Start(folder, deeper, command: command);
        await app.AddressAsync();

        Assert.Equal(0, code);
        var files = Directory.GetFiles(Path.Combine(folder.FullName, "data", "deeper")).ToDictionary(file => Path.GetFileName(file), FileModes.Get);
        Assert.Equal(["app.db", "app.db-lock", "app.db-shm", "app.db-wal"], files.Keys.Order());
        Assert.All(files.Values, mode => Assert.Equal("600", mode));
        Assert.All(folder.GetDirectories("*", SearchOption.AllDirectories), made => Assert.Equal("700", FileModes.Get(made.FullName)));
        Assert.DoesNotContain("its mode is", $"{migration}{app}");
    }

    [Theory]
    [Threat("ST-08")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wider_mode_of_each_existing_file_is_one_line_at_start(bool isLink)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        using var migrated = new TestDatabase();
        var data = folder.CreateSubdirectory("data");
        FileModes.Set(data.FullName, "750");
        var file = Path.Combine(data.FullName, isLink ? "target.db" : "app.db");
        File.Copy(migrated.FilePath, file);
        FileModes.Set(file, "604");
        await File.WriteAllTextAsync(file + "-lock", "", TestContext.Current.CancellationToken);
        FileModes.Set(file + "-lock", "620");
        if (isLink)
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "link.db"), file);
        }

        await using var app = AppProcess.Start(folder, isLink ? ["--Database:ConnectionString=Data Source=link.db"] : []);
        await app.AddressAsync();

        var warnings = app.Output.Where(line => line.Contains(" has mode ", StringComparison.Ordinal)).Select(line => line.Trim().Split(": other users")[0]);
        Assert.Equal([$"{data.FullName} has mode 750", $"{file} has mode 604", $"{file}-lock has mode 620"], warnings);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
