using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The app as it is deployed: published in Release into its own folder, once for all tests that use it.</summary>
public sealed partial class PublishedApp : IAsyncLifetime
{
    private readonly DirectoryInfo artifacts = Directory.CreateTempSubdirectory("passkeyblazor-");

    private DirectoryInfo? folder;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The output of the command.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Everything that would be copied to a server.</summary>
    public DirectoryInfo Folder => folder ?? throw new InvalidOperationException("It is not published yet.");

    public async ValueTask InitializeAsync()
    {
        Output = await RunAsync("dotnet", ["publish", Project(), "-c", "Release", "--artifacts-path", artifacts.FullName, "--disable-build-servers", "-tl:off"]);
        folder = artifacts.GetDirectories("publish").Single().GetDirectories("PasskeyBlazor").Single().GetDirectories().Single();
    }

    /// <summary>Runs it in Production behind a proxy that speaks https, until the returned process is ended.</summary>
    /// <param name="variables">More environment variables.</param>
    public async Task<(Process Process, Uri Address)> StartAsync(params (string Name, string Value)[] variables)
    {
        await RunAsync("dotnet", [Path.Combine(Folder.FullName, "PasskeyBlazor.dll"), "--migrate"]);
        var process = Start("dotnet", [Path.Combine(Folder.FullName, "PasskeyBlazor.dll")], variables);
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            if (Listening().Match(line) is { Success: true } listening)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // without a reader the process would stop
                return (process, new Uri(listening.Groups["address"].Value));
            }
        }

        throw new InvalidOperationException("It ended: " + await process.StandardError.ReadToEndAsync(Cancel));
    }

    public ValueTask DisposeAsync()
    {
        artifacts.Delete(recursive: true);

        return ValueTask.CompletedTask;
    }

    private async Task<string> RunAsync(string command, string[] arguments)
    {
        using var process = Start(command, arguments);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        var output = await process.StandardOutput.ReadToEndAsync(Cancel) + await error;
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, output);

        return output;
    }

    private Process Start(string command, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = (folder ?? artifacts).FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Database__ConnectionString"] = $"Data Source={Path.Combine(artifacts.FullName, "published.db")}",
                ["Passkeys__ServerDomain"] = "example.org",
                ["Passkeys__ServerName"] = "Example",
                ["Passkeys__Origins__0"] = "https://example.org",
            },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The project of the app, found in a parent folder of the tests' output.</summary>
    public static string Project()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{Assembly.GetExecutingAssembly().Location} is not below the solution.");
        }

        return Path.Combine(folder.FullName, "PasskeyBlazor");
    }

    [GeneratedRegex("Now listening on: (?<address>http://[^ ]+)")]
    private static partial Regex Listening();
}
