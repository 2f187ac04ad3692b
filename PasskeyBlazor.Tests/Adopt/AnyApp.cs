using System.Diagnostics;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>A new app that followed the section about any other app. It is built once for all tests, and starts once in each way.</summary>
public sealed class AnyApp : IAsyncLifetime
{
    /// <summary>The origin in <see cref="AtExampleAsync"/>, as the bent answers expect it.</summary>
    public const string Origin = "https://example.org";

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("adopted-");
    private readonly Dictionary<string, AppProcess> running = [];

    internal static GuideSection Guide { get; } = new("Any other app");

    /// <summary>The database of the app.</summary>
    public string DatabaseFile => Path.Combine(Project.FullName, "app.db");

    private DirectoryInfo Project => new(Path.Combine(temporary.FullName, "MyApp"));

    public async ValueTask InitializeAsync()
    {
        await DeveloperCommand.RunAsync(temporary, "dotnet", "new", "web", "-n", "MyApp", "-o", Project.FullName, "--no-restore");
        Directory.CreateSymbolicLink(Path.Combine(temporary.FullName, "PasskeyBlazor"), SourceCode.PathOf()); // the clone beside the app
        await DeveloperCommand.RunAsync(Project, "sh", "-ec", Guide.Commands);
        Guide.Edit(Project);
        await DeveloperCommand.BuildAsync(Project);
    }

    /// <summary>The app as the guide starts it, with the settings of an environment.</summary>
    public Task<(AppProcess Process, Uri Address)> StartedAsync(string environment) => StartedAsync(environment, environment);

    /// <summary>In Development, where the stand-in is, and behind a proxy: people open it at <see cref="Origin"/>.</summary>
    public Task<(AppProcess Process, Uri Address)> AtExampleAsync() =>
        StartedAsync("example", "Development", "--Passkeys:ServerDomain=example.org", $"--Passkeys:Origins:0={Origin}");

    public async ValueTask DisposeAsync()
    {
        foreach (var app in running.Values)
        {
            await app.DisposeAsync();
        }

        temporary.Delete(recursive: true); // the link, and not the clone
    }

    private async Task<(AppProcess Process, Uri Address)> StartedAsync(string name, string environment, params string[] arguments)
    {
        if (!running.TryGetValue(name, out var app))
        {
            app = AppProcess.Start(new ProcessStartInfo("dotnet", [Path.Combine("bin", "Debug", "net10.0", "MyApp.dll"), .. arguments])
            {
                WorkingDirectory = Project.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["ASPNETCORE_ENVIRONMENT"] = environment,
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                    ["HOME"] = temporary.FullName, // its keys for cookies are deleted with the app
                },
            });
            running.Add(name, app);
        }

        return (app, new UriBuilder(await app.AddressAsync()) { Host = "localhost" }.Uri);
    }
}
