using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>Commits that the database undoes because of another transaction, as a database with several writers does.</summary>
[Threat("CC-09")]
public class CollisionTests : IAsyncDisposable
{
    private readonly Collisions collisions = new();
    private readonly TestApp app;
    private readonly HttpClient browser;
    private readonly SoftwareAuthenticator authenticator;

    public CollisionTests()
    {
        app = new TestApp { StandIns = services => services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(collisions)) };
        browser = app.Browser(followRedirects: false);
        authenticator = app.Authenticator();
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

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Units))]
    public async Task A_unit_of_work_is_repeated_until_it_is_saved_once(string unit, AccountEventKind saved)
    {
        foreach (var (index, kind) in Collisions.Kinds.Keys.Index())
        {
            var run = await PrepareAsync(unit);
            var before = await CountAsync(saved);
            collisions.RefuseNext(index + 1, kind);

            Assert.True(await run(), kind);

            Assert.Equal(index + 1, collisions.Count);
            Assert.Equal(before + 1, await CountAsync(saved));
        }
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task After_five_repetitions_it_is_refused_and_nothing_is_saved_and_the_next_try_works(string unit, AccountEventKind saved)
    {
        var run = await PrepareAsync(unit);
        var before = await app.KeptRowsAsync();
        collisions.RefuseNext(UnitOfWork.MaxRepetitions + 1);

        Assert.False(await run());

        Assert.Equal(UnitOfWork.MaxRepetitions + 1, collisions.Count);
        Assert.Equal(before, await app.KeptRowsAsync());
        var next = await PrepareAsync(unit);
        var events = await CountAsync(saved);
        Assert.True(await next());
        Assert.Equal(events + 1, await CountAsync(saved));
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        authenticator.Dispose();
        await app.DisposeAsync();
    }

    private async Task<int> CountAsync(AccountEventKind kind)
    {
        await using var db = app.OpenDatabase();

        return await db.AccountEvents.CountAsync(e => e.Kind == kind, Cancel);
    }

    /// <summary>What comes before the unit of work.</summary>
    /// <returns>The unit of work, which tells whether it succeeded.</returns>
    private async Task<Func<Task<bool>>> PrepareAsync(string unit)
    {
        var ada = await browser.SignInAsync();
        using var another = app.Authenticator();
        var passkey = await app.AddPasskeyAsync(ada, another);
        using var elsewhere = app.Browser();
        await elsewhere.SignInAsync();
        var registration = app.Services.GetRequiredService<RegistrationCeremony>();
        var passkeys = app.Services.GetRequiredService<UserPasskeys>();
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
                using (var third = app.Authenticator())
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

    private static async Task<bool> IsRedirectAsync(Task<HttpResponseMessage> request, string path)
    {
        using var answer = await request;

        return answer.Headers.Location?.OriginalString.StartsWith(path, StringComparison.Ordinal) == true;
    }
}
