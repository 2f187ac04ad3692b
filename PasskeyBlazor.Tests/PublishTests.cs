using System.Diagnostics;
using System.Reflection;

namespace PasskeyBlazor.Tests;

/// <summary>What is deployed: no warning, and nothing that lets anybody in.</summary>
public sealed class PublishTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_contains_no_development_provider_and_is_built_without_a_warning()
    {
        var folder = Directory.CreateTempSubdirectory("passkeyblazor-");
        try
        {
            var output = await PublishAsync(folder.FullName);

            Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
            var published = folder.GetDirectories("publish").Single().GetDirectories("PasskeyBlazor").Single().GetDirectories().Single();
            var files = published.GetFiles("*", SearchOption.AllDirectories);
            Assert.Contains(files, f => f.Name == "PasskeyBlazor.dll");
            Assert.Contains(files, f => f.Name == "authenticators.json");
            Assert.DoesNotContain(files, f => IsOfDevelopment(f.Name));
            Assert.False(IsOfDevelopment(await File.ReadAllTextAsync(files.Single(f => f.Name == "PasskeyBlazor.deps.json").FullName, Cancel)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsOfDevelopment(string text) =>
        text.Contains("OpenIddict", StringComparison.OrdinalIgnoreCase) || text.Contains("DevelopmentIdentity", StringComparison.OrdinalIgnoreCase);

    private static async Task<string> PublishAsync(string artifacts)
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "publish", Project(), "-c", "Release", "--artifacts-path", artifacts, "--disable-build-servers", "-tl:off" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["MSBUILDDISABLENODEREUSE"] = "1" },
        })!;
        var error = publish.StandardError.ReadToEndAsync(Cancel);
        var output = await publish.StandardOutput.ReadToEndAsync(Cancel) + await error;
        await publish.WaitForExitAsync(Cancel);
        Assert.True(publish.ExitCode == 0, output);

        return output;
    }

    /// <summary>The project of the app, found upwards from where the tests were built.</summary>
    private static string Project()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PasskeyBlazor.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{Assembly.GetExecutingAssembly().Location} is not below the solution.");
        }

        return Path.Combine(folder.FullName, "PasskeyBlazor");
    }
}
