using System.Diagnostics;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>
/// A new app with ASP.NET Core Identity, where Ada has a password and a passkey of Identity's own handler, and which then followed the
/// guide. It is made once for all tests.
/// </summary>
public class IdentityApp : IAsyncLifetime
{
    public const string Ada = "ada@example.org";

    /// <summary>Where people open the app in Production, as the guide's settings say. It listens elsewhere, as behind a proxy.</summary>
    public const string Origin = "https://example.org";

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("adopted-");
    private readonly Dictionary<string, AppProcess> running = [];

    /// <summary>With the passkey from before the guide.</summary>
    public SoftwareAuthenticator AdasAuthenticator { get; } = new();

    /// <summary>The database of the app.</summary>
    public string DatabaseFile => Path.Combine(Project.FullName, "Data", "app.db");

    /// <summary>Whether the app follows the guide after Ada got her passkey.</summary>
    protected virtual bool FollowsGuide => true;

    private DirectoryInfo Project => new(Path.Combine(temporary.FullName, "MyApp"));

    public async ValueTask InitializeAsync()
    {
        await DeveloperCommand.RunAsync(temporary, "dotnet", "new", "blazor", "-au", "Individual", "-n", "MyApp", "-o", Project.FullName, "--no-restore");
        await DeveloperCommand.BuildAsync(Project);
        using (var ada = new IdentityPerson((await StartedAsync("Development")).Address, AdasAuthenticator))
        {
            await ada.SignUpAsync(Ada);
            await ada.SignInWithPasswordAsync(Ada);
            Assert.Null(await ada.AddPasskeyAsync());
        }

        await EndAsync();
        if (!FollowsGuide)
        {
            return;
        }

        Directory.CreateSymbolicLink(Path.Combine(temporary.FullName, "PasskeyBlazor"), SourceCode.PathOf()); // the clone beside the app
        await DeveloperCommand.RunAsync(Project, "sh", "-ec", IdentityGuide.Section.Commands);
        IdentityGuide.Edit(Project);
        await DeveloperCommand.BuildAsync(Project);
    }

    /// <summary>The running app. It starts once for each environment.</summary>
    /// <param name="environment">It selects one of the two files of settings in the guide.</param>
    public async Task<(AppProcess Process, Uri Address)> StartedAsync(string environment)
    {
        if (!running.TryGetValue(environment, out var app))
        {
            app = AppProcess.Start(new ProcessStartInfo("dotnet", [Path.Combine("bin", "Debug", "net10.0", "MyApp.dll")])
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
            running.Add(environment, app);
        }

        return (app, new UriBuilder(await app.AddressAsync()) { Host = "localhost" }.Uri);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await EndAsync();
        AdasAuthenticator.Dispose();
        temporary.Delete(recursive: true); // the link, and not the clone
    }

    private async Task EndAsync()
    {
        foreach (var app in running.Values)
        {
            await app.DisposeAsync();
        }

        running.Clear();
    }
}
