using System.Net;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>Ceremonies, circuits and proofs that last longer than their session or page, with a clock that the test moves.</summary>
public sealed class CeremonyLifeTests : IAsyncDisposable
{
    private readonly TestApp app;
    private readonly HttpClient browser;
    private readonly SoftwareAuthenticator authenticator;
    private readonly CookieContainer cookies = new();

    public CeremonyLifeTests()
    {
        app = new TestApp { Clock = new FakeTimeProvider(DateTimeOffset.UtcNow), Settings = { ["Sessions:CheckedEvery"] = "00:00:01" } };
        browser = app.Browser(followRedirects: false, cookies);
        authenticator = app.Authenticator();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RegistrationCeremony Registration => app.Services.GetRequiredService<RegistrationCeremony>();

    [Theory]
    [InlineData(-1, "/me")]
    [InlineData(0, "/sign-in?failure=ChallengeExpired&returnUrl=%2Fme")]
    [InlineData(1, "/sign-in?failure=ChallengeExpired&returnUrl=%2Fme")]
    [Threat("CH-05", "HO-05")]
    public async Task A_page_begins_again_when_its_answer_takes_five_minutes_or_more(int seconds, string expected)
    {
        await OwnerAsync();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);

        app.Clock!.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(seconds));
        using var answer = await browser.PostPasskeyAsync(started.State, credential, returnUrl: "/me");
        using var anew = await browser.SignInWithPasskeyAsync(authenticator);

        Assert.Equal(expected, answer.Headers.Location!.OriginalString);
        Assert.NotNull(await browser.WhoAsync());
    }

    [Theory]
    [InlineData("signed out", Failure.SignedOut)]
    [InlineData("another person", Failure.SignedOut)]
    [InlineData("signed in again", Failure.SignedOut)]
    [InlineData("account deleted", Failure.SignedOut)]
    [InlineData("session over", Failure.ChallengeExpired)]
    [Threat("CH-07", "CH-08")]
    public async Task A_registration_is_not_completed_once_its_session_has_ended(string how, Failure expected)
    {
        var ada = await browser.SignInAsync();
        var started = (await Registration.BeginAsync(ada.SessionId, cancellationToken: Cancel)).Value;
        var credential = authenticator.Create(started.OptionsJson);

        await EndAsync(how);
        var before = await app.KeptRowsAsync();
        var late = await Registration.CompleteAsync(ada.SessionId, started.State, credential, Cancel);
        var elsewhere = await browser.WhoAsync() is { } now
            ? await Registration.CompleteAsync(now.SessionId, started.State, credential, Cancel)
            : null;

        Assert.Equal(expected, late.Failure);
        Assert.Equal(elsewhere is null ? null : Failure.ChallengeExpired, elsewhere?.Failure);
        Assert.Equal(before, await app.KeptRowsAsync());
    }

    [Theory]
    [InlineData("signed out")]
    [InlineData("another person")]
    [InlineData("account deleted")]
    [InlineData("session over")]
    [Threat("HO-13")]
    public async Task A_circuit_that_outlives_its_session_learns_it_and_can_change_nothing(string how)
    {
        var ada = await browser.SignInAsync();
        using var circuit = app.Services.CreateScope();
        var person = (RevalidatingServerAuthenticationStateProvider)circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();

        await EndAsync(how);

        await person.SeesThatTheSessionEndsAsync(ada);
        Assert.Equal(Failure.SignedOut, (await Registration.BeginAsync(ada.SessionId, cancellationToken: Cancel)).Failure);
    }

    [Fact]
    [Threat("OA-20")]
    public async Task A_cookie_that_was_stolen_from_an_open_page_cannot_change_a_sign_in_method()
    {
        var ada = await OwnerAsync();
        using var signIn = await browser.SignInWithPasskeyAsync(authenticator);
        var session = (await browser.WhoAsync())!.SessionId;
        var passkeys = app.Services.GetRequiredService<UserPasskeys>();
        var own = (await passkeys.ListAsync(ada.UserId, Cancel)).Single();
        using var thief = app.Browser(followRedirects: false, cookies.Copy(app.Address));
        app.Clock!.Advance(TimeSpan.FromMinutes(5));
        var before = await app.KeptRowsAsync();

        Failure?[] refused =
        [
            (await Registration.BeginAsync(session, cancellationToken: Cancel)).Failure,
            (await passkeys.RenameAsync(session, own.Id, "x", Cancel)).Failure,
            await passkeys.RemoveAsync(session, own.Id, Cancel),
        ];

        Assert.Equal(session, (await thief.WhoAsync())!.SessionId); // the thief can read
        Assert.All(refused, failure => Assert.Equal(Failure.ReauthenticationNeeded, failure));
        Assert.Equal(before, await app.KeptRowsAsync());
        Assert.DoesNotContain("Add a passkey</button>", await thief.GetStringAsync("/passkeys", Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        authenticator.Dispose();
        browser.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>A person whose passkey is in the authenticator and who is signed in elsewhere.</summary>
    private async Task<SignedIn> OwnerAsync()
    {
        using var elsewhere = app.Browser();
        var ada = await elsewhere.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);

        return ada;
    }

    private async Task EndAsync(string how)
    {
        await using var db = app.OpenDatabase();
        _ = how switch
        {
            "signed out" => (object)await browser.PostFormAsync("/", "/session/end"),
            "another person" => await browser.SignInAsync("grace"),
            "signed in again" => await browser.SignInAsync(),
            "account deleted" => await db.Users.ExecuteDeleteAsync(Cancel),
            _ => Over(),
        };

        object Over()
        {
            app.Clock!.Advance(TimeSpan.FromHours(1));
            return how;
        }
    }
}
