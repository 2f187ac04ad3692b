using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The units of work of the app, for tests in which the database gets in their way.</summary>
public abstract class UnitOfWorkTest : IAsyncDisposable
{
    private readonly HttpClient browser;
    private readonly SoftwareAuthenticator authenticator;

    /// <param name="interceptor">What gets in the way.</param>
    protected UnitOfWorkTest(IInterceptor interceptor)
    {
        App = new TestApp { StandIns = services => services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(interceptor)) };
        browser = App.Browser(followRedirects: false);
        authenticator = App.Authenticator();
    }

    /// <summary>The units of work, and the account event that each one saves.</summary>
    public static TheoryData<string, AccountEventKind> Units => new()
    {
        { "sign in with a passkey", AccountEventKind.SignedIn },
        { "reauthenticate", AccountEventKind.Reauthenticated },
        { "sign in through a provider", AccountEventKind.SignedIn },
        { "add a passkey", AccountEventKind.PasskeyAdded },
        { "rename a passkey", AccountEventKind.PasskeyRenamed },
        { "remove a passkey", AccountEventKind.PasskeyRemoved },
        { "end other sessions", AccountEventKind.SessionsEnded },
        { "sign out", AccountEventKind.SignedOut },
    };

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TestApp App { get; }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        authenticator.Dispose();
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<int> CountAsync(AccountEventKind kind)
    {
        await using var db = App.OpenDatabase();

        return await db.AccountEvents.CountAsync(e => e.Kind == kind, Cancel);
    }

    /// <summary>What comes before the unit of work.</summary>
    /// <returns>The unit of work, which tells whether it succeeded.</returns>
    protected async Task<Func<Task<bool>>> PrepareAsync(string unit)
    {
        var ada = await browser.SignInAsync();
        using var another = App.Authenticator();
        var passkey = await App.AddPasskeyAsync(ada, another);
        using var elsewhere = App.Browser();
        await elsewhere.SignInAsync();
        var registration = App.Services.GetRequiredService<RegistrationCeremony>();
        var passkeys = App.Services.GetRequiredService<UserPasskeys>();
        switch (unit)
        {
            case "sign in with a passkey":
                var started = await browser.BeginSignInAsync();
                var credential = another.Get(started.OptionsJson);
                return async () => await IsRedirectAsync(browser.PostPasskeyAsync(started.State, credential), "/");
            case "reauthenticate":
                var confirming = await browser.GetConfirmationOptionsAsync();
                var answer = another.Get(confirming.OptionsJson);
                return async () => await IsRedirectAsync(
                    browser.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string> { ["state"] = confirming.State, ["credential"] = answer, ["returnUrl"] = "/passkeys" }), "/passkeys");
            case "sign in through a provider":
                return async () => (await browser.ContinueWithProviderAsync()).StatusCode == HttpStatusCode.OK;
            case "add a passkey":
                using (var third = App.Authenticator())
                {
                    var begun = (await registration.BeginAsync(ada.SessionId, cancellationToken: Cancel)).Value;
                    var created = third.Create(begun.OptionsJson);
                    return async () => (await registration.CompleteAsync(ada.SessionId, begun.State, created, Cancel)).Succeeded;
                }

            case "rename a passkey":
                return async () => (await passkeys.RenameAsync(ada.SessionId, passkey.Id, $"{Guid.NewGuid()}", Cancel)).Succeeded;
            case "remove a passkey":
                return async () => await passkeys.RemoveAsync(ada.SessionId, passkey.Id, Cancel) is null;
            case "end other sessions":
                return async () => await IsRedirectAsync(browser.PostFormAsync("/", "/session/end/others"), "/sessions");
            default:
                return async () => await IsRedirectAsync(browser.PostFormAsync("/", "/session/end"), "/");
        }
    }

    /// <summary>Otherwise the answer is clear: a page that names the failure, or one that says to try again.</summary>
    private static async Task<bool> IsRedirectAsync(Task<HttpResponseMessage> request, string path)
    {
        using var answer = await request;
        var address = answer.Headers.Location?.OriginalString;
        if (address is null || address.Contains("failure=", StringComparison.Ordinal))
        {
            Assert.True(address is not null || answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
            return false;
        }

        return address.StartsWith(path, StringComparison.Ordinal);
    }
}
