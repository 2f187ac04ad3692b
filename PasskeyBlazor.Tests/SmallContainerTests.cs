using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests;

/// <summary>What a small container lacks: languages, time zones, a user with a name and a home, files that can be written.</summary>
public sealed class SmallContainerTests : IDisposable
{
    private readonly DirectoryInfo folder = AppProcess.MakeFolder();

    private static readonly Dictionary<string, string?> NoLanguages = new() { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" };

    private static readonly Dictionary<string, string?> LanguagesByName = new(NoLanguages) { ["DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY"] = "false" };

    private static readonly Dictionary<string, string?> NoZones = new() { ["TZDIR"] = "/nonexistent" };

    public static TheoryData<Dictionary<string, string?>, string> Systems => new()
    {
        { NoLanguages, "globalization-invariant mode" },
        { LanguagesByName, "globalization-invariant mode" },
        { NoZones, "no time zone data" },
        { new(NoLanguages) { ["TZDIR"] = "/nonexistent" }, "globalization-invariant mode" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Threat("ST-05")]
    [MemberData(nameof(Systems))]
    public async Task Without_languages_or_time_zones_it_starts_and_says_so_in_one_line(Dictionary<string, string?> system, string said)
    {
        var (code, _) = await AppProcess.RunAsync(folder, ["--migrate"], system);
        Assert.Equal(0, code);
        await using var app = AppProcess.Start(folder, [], system);

        Assert.Contains("<html lang=\"en\">", await PageAsync(await app.AddressAsync()));

        Assert.Contains("UTC", Assert.Single(app.Output, line => line.Contains(said, StringComparison.Ordinal)));
        Assert.DoesNotContain(app.Output, line => line.StartsWith("fail:", StringComparison.Ordinal));
    }

    [Theory]
    [Threat("ST-05")]
    [InlineData()]
    [InlineData("--migrate")]
    public async Task In_invariant_mode_SQL_Server_ends_with_one_line(params string[] arguments)
    {
        var (code, app) = await AppProcess.RunAsync(folder, [.. arguments, "--Database:Provider=SqlServer", "--Database:ConnectionString=Server=sql.invalid"], NoLanguages);

        Assert.Equal(1, code);
        Assert.Contains("Database:Provider", Assert.Single(app.Errors));
    }

    [Fact]
    [Threat("ST-06")]
    public async Task A_user_without_a_home_who_can_write_only_the_data_folder_is_enough()
    {
        Assert.SkipUnless(Unprivileged.Command.Length > 0, "Needs root on Linux, to start a process as another user.");
        FileModes.Set(folder.CreateSubdirectory("data").FullName, "777");
        FileModes.Set(folder.FullName, "555");
        var before = Listing();
        var small = new Dictionary<string, string?>(NoLanguages) { ["TZDIR"] = "/nonexistent", ["HOME"] = null, ["USER"] = null, ["DOTNET_EnableDiagnostics"] = "0" };

        var (code, _) = await AppProcess.RunAsync(folder, ["--migrate"], small, Unprivileged.Command);
        Assert.Equal(0, code);
        await using var app = AppProcess.Start(folder, [], small, Unprivileged.Command);

        Assert.Contains("<form", await PageAsync(await app.AddressAsync()));
        Assert.Equal(before, Listing());
        Assert.DoesNotContain(app.Output, line => line.StartsWith("fail:", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        FileModes.Set(folder.FullName, "755");
        folder.Delete(recursive: true);
    }

    /// <summary>The sign-in page. It seals a state, so the keys work.</summary>
    private static async Task<string> PageAsync(Uri address)
    {
        using var browser = new HttpClient { BaseAddress = address };
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        browser.DefaultRequestHeaders.Host = "example.org";

        return await browser.GetStringAsync("/sign-in", Cancel);
    }

    private string[] Listing() => [.. folder.GetFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal)];
}
