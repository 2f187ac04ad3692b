using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Import;

/// <summary>The command <c>--import</c>, in a process of its own.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = AppProcess.MakeFolder();
    private readonly SoftwareAuthenticator authenticator = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_report_is_on_stdout_and_each_mistake_on_stderr()
    {
        AddDatabase();
        await WriteAsync("localhost");
        Assert.Equal((0, "Imported:", "1 users, 0 identities, 1 passkeys."), Ending(await RunAsync("--import", "users.json", "--Passkeys:ServerDomain", "localhost", "--Passkeys:Origins:0", "https://localhost")));

        var (code, app) = await RunAsync("--import", "users.json", "--dry-run");
        Assert.Equal(1, code);
        Assert.Equal("The file: relyingPartyId is not Passkeys:ServerDomain, which is example.org. Passkeys work at one relying party only.", Assert.Single(app.Errors));

        static (int, string?, string?) Ending((int Code, AppProcess App) ended) =>
            (ended.Code, ended.App.Output.SkipWhile(line => line != "Imported:").FirstOrDefault(), ended.App.Output.SkipWhile(line => line != "Imported:").ElementAtOrDefault(1));
    }

    [Fact]
    public async Task The_database_must_be_migrated_first()
    {
        await WriteAsync("example.org");

        var (code, app) = await RunAsync("--import", "users.json");

        Assert.Equal(1, code);
        Assert.Contains("Start the app once with --migrate.", Assert.Single(app.Errors));
    }

    [Theory]
    [InlineData("--import needs the path of a file.", "--import")]
    [InlineData("--import needs the path of a file.", "--import", "--dry-run")]
    [InlineData("--dry-run needs --import.", "--dry-run")]
    [InlineData("--import and --migrate are two starts. Migrate first.", "--import", "users.json", "--migrate")]
    [InlineData("users.json cannot be read.", "--import=users.json")]
    public async Task Arguments_that_cannot_work_are_one_line(string line, params string[] arguments)
    {
        AddDatabase();

        var (code, app) = await RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.Contains(line, Assert.Single(app.Errors));
    }

    public void Dispose()
    {
        authenticator.Dispose();
        folder.Delete(recursive: true);
    }

    private Task<(int Code, AppProcess App)> RunAsync(params string[] arguments) => AppProcess.RunAsync(
        folder, arguments, arguments.Length > 3 ? new() { ["Passkeys__ServerDomain"] = null, ["Passkeys__Origins__0"] = null } : null);

    private Task WriteAsync(string relyingPartyId)
    {
        var file = ExportedFile.Of(ExportedFile.User("Ada"u8.ToArray(), ExportedFile.Passkey(authenticator, "Ada"u8.ToArray())));
        file["relyingPartyId"] = relyingPartyId;

        return File.WriteAllTextAsync(Path.Combine(folder.FullName, "users.json"), file.ToJsonString(), Cancel);
    }

    private void AddDatabase()
    {
        using var migrated = new TestDatabase();
        File.Copy(migrated.FilePath, Path.Combine(folder.CreateSubdirectory("data").FullName, "app.db"));
    }
}
