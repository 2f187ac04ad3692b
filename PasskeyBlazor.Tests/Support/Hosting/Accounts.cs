using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Account;
using PasskeyBlazor.Administration;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The app's services without its server, with their own database, a clock that the test moves, and an authenticator.</summary>
public sealed class Accounts : IAsyncDisposable
{
    public const string Browser = "the secret of one browser";

    private const string Chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    private const int NonceLength = 16; // shorter than a challenge, so that the two differ

    private readonly WebApplication app;

    public Accounts(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Configuration.AddInMemoryCollection(Database.Settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Passkeys:ServerDomain"] = "example.org",
            ["Passkeys:ServerName"] = "Example",
            ["Passkeys:Origins:0"] = "https://example.org",
        });
        builder.Configuration.AddInMemoryCollection(settings.GroupBy(s => s.Key).ToDictionary(s => s.Key, s => (string?)s.Last().Value));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddDatabase().AddPasskeys().AddProviders().AddSessions().AddSignIn().AddAccount().AddAdministration();
        Database.Share(builder.Services);
        builder.Services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(Connection));
        builder.Services.AddSingleton(new SignInMethods(Providers)); // the tests do not call these providers
        app = builder.Build();
    }

    /// <summary>The schemes whose accounts are sign-in methods.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["Example", "Second"];

    public static DateTimeOffset Start { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Clock { get; } = new(Start);

    public TestDatabase Database { get; } = new();

    /// <summary>The connection of the services to the database.</summary>
    public LostAnswers Connection { get; } = new();

    public SoftwareAuthenticator Authenticator { get; } = new();

    public CeremonySeal Seal => Get<CeremonySeal>();

    public RegistrationCeremony Registration => Get<RegistrationCeremony>();

    public AuthenticationCeremony Authentication => Get<AuthenticationCeremony>();

    public UserPasskeys Passkeys => Get<UserPasskeys>();

    /// <summary>Whether it was used by <see cref="SignInAsync"/>, and not by a ceremony.</summary>
    public static bool IsOfProvider(SpentChallenge spent) => spent.Challenge.Length == NonceLength;

    /// <summary>The one-time value of a provider's answer.</summary>
    public SpentChallenge NewNonce() => new()
    {
        Challenge = RandomNumberGenerator.GetBytes(NonceLength),
        ExpiresAt = Clock.GetUtcNow().AddMinutes(5),
    };

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public IServiceScope CreateScope() => app.Services.CreateScope();

    /// <summary>A new session through the person's provider; the first one creates the account.</summary>
    public async Task<Session> SignInAsync(string name = "Ada")
    {
        using var scope = CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var profile = new ExternalProfile("Example", "https://provider.example", name) { Name = name };
        var resolved = await scope.ServiceProvider.GetRequiredService<ExternalSignIn>()
            .ResolveAsync(db, profile, CancellationToken.None);
        var opened = await Get<SessionBridge>().OpenAsync(RequestIn(scope), db, SignInProof.OfIdentity(resolved.Identity!, NewNonce()), stay: false);

        return opened.Value;
    }

    /// <summary>A registration from beginning to end.</summary>
    public async Task<Result<Passkey>> RegisterAsync(Session session, Action<SoftwareRegistration>? bend = null)
    {
        var started = await Registration.BeginAsync(session.Id);
        if (!started.Succeeded)
        {
            return started.Failure;
        }

        return await Registration.CompleteAsync(session.Id, started.Value.State, Authenticator.Create(started.Value.OptionsJson, bend));
    }

    /// <summary>Adds a passkey for the session's owner, in an authenticator that may hold more passkeys.</summary>
    public async Task<Passkey> AddPasskeyAsync(Session session)
    {
        using var another = new SoftwareAuthenticator();
        var started = (await Registration.BeginAsync(session.Id)).Value;

        return (await Registration.CompleteAsync(session.Id, started.State, another.Create(started.OptionsJson))).Value;
    }

    /// <summary>The name of a passkey, as pages show it.</summary>
    public async Task<string> ShownNameAsync(Passkey passkey) =>
        new PasskeyNames(await Passkeys.ListAsync(passkey.UserId), Get<AuthenticatorCatalog>()).Of(passkey);

    /// <summary>Completes a sign-in and opens the session, as the endpoint does.</summary>
    public async Task<Result<Session>> CompleteSignInAsync(string state, string credential, string browser = Browser)
    {
        using var scope = CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var result = await Authentication.CompleteAsync(db, browser, state, credential);

        return result.Succeeded
            ? await Get<SessionBridge>().OpenAsync(RequestIn(scope), db, result.Value, stay: false)
            : result.Refusal.Failure;
    }

    /// <summary>A sign-in from beginning to end.</summary>
    public async Task<Result<Session>> SignInWithPasskeyAsync(Action<SoftwareAssertion>? bend = null)
    {
        var started = Authentication.Begin(Browser);

        return await CompleteSignInAsync(started.State, Authenticator.Get(started.OptionsJson, bend));
    }

    /// <summary>A request that the scope's services serve.</summary>
    public static HttpContext RequestIn(IServiceScope scope)
    {
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, Request = { Scheme = "https", Host = new("example.org") } };
        http.Request.Headers.UserAgent = Chrome;

        return http;
    }

    /// <summary>One query to the current database.</summary>
    public async Task<T> AskAsync<T>(Func<AppDbContext, Task<T>> question)
    {
        await using var db = Database.CreateContext();

        return await question(db);
    }

    public async ValueTask DisposeAsync()
    {
        Authenticator.Dispose();
        await app.DisposeAsync();
        Database.Dispose();
    }
}
