using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The app in a process of its own that is killed and started again at the same address, over the same database.</summary>
public sealed class KilledApp : IAsyncDisposable
{
    private readonly DirectoryInfo folder = AppProcess.MakeFolder();
    private readonly HttpClient direct;
    private readonly string[] arguments;
    private AppProcess? process;

    public KilledApp()
    {
        Address = new Uri($"http://localhost:{Nginx.FreePorts(1)[0]}/");
        direct = new HttpClient { BaseAddress = Address };
        Dictionary<string, string?> settings = new(RateLimitSettings.OutOfTheWay.Concat(Database.Settings).Concat(Home.Settings("Home")).Concat(More.Settings("More")))
        {
            ["Passkeys:ServerDomain"] = "localhost",
            ["Passkeys:Origins:0"] = Address.GetLeftPart(UriPartial.Authority),
            ["Sessions:ReauthenticationAge"] = "01:00:00", // people are prepared some time before
            ["DevelopmentIdentity:Enabled"] = "false",
            ["urls"] = $"http://127.0.0.1:{Address.Port}",
        };
        arguments = [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")];
    }

    public Uri Address { get; }

    public TestDatabase Database { get; } = new();

    /// <summary>The provider that people sign in with.</summary>
    public FakeProvider Home { get; } = new();

    /// <summary>A provider whose accounts they connect.</summary>
    public FakeProvider More { get; } = new();

    public int Kills { get; private set; }

    /// <summary>A client with its own cookies, like one browser. It does not follow redirects.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A call of <see cref="CircuitCalls"/>.</summary>
    public Task<HttpResponseMessage> CallAsync(string call, Dictionary<string, string>? form = null) =>
        direct.PostAsync($"/test/{call}", form is null ? null : new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);

    /// <summary>Sends a request that the app may not survive, because it is killed at this point of it.</summary>
    /// <returns>The answer. Null when the app was killed; then it runs again.</returns>
    public async Task<HttpResponseMessage?> KillAtAsync(int point, bool eachWrite, Func<Task<HttpResponseMessage>> request)
    {
        (await CallAsync($"arm?point={point} {eachWrite}")).Dispose();
        try
        {
            var answer = await request();
            (await CallAsync("arm?point=0 false")).Dispose();

            return answer;
        }
        catch (HttpRequestException)
        {
            Kills++;
            await process!.EndAsync();
            await StartAsync();

            return null;
        }
    }

    public async Task StartAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        process = AppProcess.Start(folder, arguments, new(KillPoints.Environment()) { ["ASPNETCORE_ENVIRONMENT"] = "Development" }, withTests: true);
        await process.AddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        direct.Dispose();
        Database.Dispose();
        await Home.DisposeAsync();
        await More.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
