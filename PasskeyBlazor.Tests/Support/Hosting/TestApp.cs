using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// The real app, by default in Development, on Kestrel and a free port, with its own database. It starts when its <see cref="Address"/> is
/// first read; settings before that apply.
/// </summary>
public sealed class TestApp : WebApplicationFactory<Program>
{
    private readonly TestDatabase database = new();
    private readonly LogLines lines = new();
    private readonly Lazy<Uri> address;

    public TestApp()
    {
        UseKestrel(); // its port is a setting below: here it would be set when the app may already be starting
        address = new Lazy<Uri>(() =>
        {
            StartServer();
            return new UriBuilder(ClientOptions.BaseAddress) { Host = "localhost" }.Uri; // WebAuthn does not work with 127.0.0.1
        });
    }

    /// <summary>Configuration that differs from the app's defaults, for example <c>Sessions:Idle</c>.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>The host environment. Outside Development set the keys of <c>Passkeys</c> too.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>The app's clock; without one, the real time.</summary>
    public FakeTimeProvider? Clock { get; init; }

    /// <summary>Replaces services for a test.</summary>
    public Action<IServiceCollection>? StandIns { get; init; }

    /// <summary>For example <c>http://localhost:40123/</c>.</summary>
    public Uri Address => address.Value;

    /// <summary>Every line of the log so far: level, category, message and exception.</summary>
    public IReadOnlyCollection<string> Log => lines.All;

    public TestDatabase Database => database;

    /// <summary>The app's database, to read or to change.</summary>
    public AppDbContext OpenDatabase() => database.CreateContext();

    /// <summary>A client with its own cookies, like one browser.</summary>
    public HttpClient Browser(bool followRedirects = true, CookieContainer? cookies = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = followRedirects, CookieContainer = cookies ?? new CookieContainer() };

        return new HttpClient(handler) { BaseAddress = Address };
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);

        // UseSetting, because the app reads some of its configuration while it is being built; settings from
        // ConfigureAppConfiguration apply after that.
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        foreach (var (key, value) in database.Settings.Concat(RateLimitSettings.OutOfTheWay).Append(new("Passkeys:Offer", "false")).Concat(Settings))
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(lines));
        builder.ConfigureTestServices(services =>
        {
            database.Share(services);
            if (Clock is not null)
            {
                services.AddSingleton<TimeProvider>(Clock);
            }

            StandIns?.Invoke(services);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            database.Dispose();
        }
    }

    private sealed class LogLines : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyCollection<string> All => [.. lines];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}".TrimEnd());
        }
    }
}
