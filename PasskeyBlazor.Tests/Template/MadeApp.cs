using System.Diagnostics;
using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Adopt;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Template;

/// <summary>An app that was made from the template of this repository, in a folder of its own.</summary>
public sealed partial class MadeApp : IAsyncDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("made-");
    private readonly string name;
    private Process? running;

    private MadeApp(string name) => this.name = name;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The folder with the solution.</summary>
    public DirectoryInfo Folder => new(Path.Combine(temporary.FullName, "app"));

    /// <summary>The name in code and in files.</summary>
    private string Project => name.Replace("-", "", StringComparison.Ordinal);

    /// <param name="name">As a developer types it after <c>-n</c>.</param>
    /// <param name="options">For example <c>--tests</c> and <c>false</c>.</param>
    public static Task<MadeApp> MakeAsync(string name, params string[] options) => MakeAsync(new MadeApp(name), SourceCode.PathOf(), options);

    /// <summary>The same from the package that <c>dotnet pack</c> makes.</summary>
    public static async Task<MadeApp> MakeFromPackageAsync(string name, params string[] options)
    {
        var made = new MadeApp(name);
        await made.RunAsync(["pack", SourceCode.PathOf(".template.config", "PasskeyBlazor.Templates.csproj"), "-o", made.temporary.FullName, "--disable-build-servers"]);

        return await MakeAsync(made, made.temporary.GetFiles("*.nupkg").Single().FullName, options);
    }

    private static async Task<MadeApp> MakeAsync(MadeApp made, string template, string[] options)
    {
        string[] apart = ["--debug:custom-hive", Path.Combine(made.temporary.FullName, "hive")]; // the templates of this machine stay as they are
        await made.RunAsync(["new", "install", template, .. apart]);
        await made.RunAsync(["new", "passkey-blazor", "-n", made.name, "-o", made.Folder.FullName, .. options, .. apart]);

        return made;
    }

    /// <summary>Builds the app, and the tests too if they are there and wanted.</summary>
    /// <returns>What the build says.</returns>
    public Task<string> BuildAsync(bool withTests = false) =>
        RunAsync(["build", Path.Combine(Folder.FullName, withTests ? $"{Project}.slnx" : Project), "--disable-build-servers", "-tl:off"]);

    /// <summary>Starts it in Development, as <c>dotnet run</c> does.</summary>
    public async Task<Uri> StartAsync()
    {
        var folder = Path.Combine(Folder.FullName, Project);
        running = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(folder, "bin", "Debug", "net10.0", $"{Project}.dll")])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        })!;
        while (await running.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            if (Listening().Match(line) is { Success: true } listening)
            {
                _ = running.StandardOutput.ReadToEndAsync(CancellationToken.None); // without a reader the process would stop
                return new UriBuilder(listening.Groups["address"].Value) { Host = "localhost" }.Uri;
            }
        }

        throw new InvalidOperationException($"{name} ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
        {
            running.Kill();
            await running.WaitForExitAsync(CancellationToken.None);
            running.Dispose();
        }

        temporary.Delete(recursive: true);
    }

    private Task<string> RunAsync(string[] arguments) => DeveloperCommand.RunAsync(temporary, "dotnet", arguments);

    [GeneratedRegex("Now listening on: (?<address>http://[^ ]+)")]
    private static partial Regex Listening();
}
