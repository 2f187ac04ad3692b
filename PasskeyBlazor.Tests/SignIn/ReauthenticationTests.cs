using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>A signed-in person reauthenticates with a passkey. <c>ReauthenticateAtProviderTests</c> tests providers.</summary>
public sealed class ReauthenticationTests : IAsyncDisposable
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly TestApp app;
    private readonly HttpClient browser;
    private readonly SoftwareAuthenticator authenticator;

    public ReauthenticationTests()
    {
        app = new TestApp { Clock = clock };
        browser = app.Browser(followRedirects: false);
        authenticator = app.Authenticator();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_person_s_passkey_renews_the_session_s_proof_and_gives_it_a_new_id()
    {
        var before = await SignInAndWaitAsync();
        var started = await browser.BeginReauthenticationAsync();

        using var end = await ReauthenticateAsync(started, authenticator.Get(started.OptionsJson), "/passkeys");

        Assert.Equal("/passkeys", end.Headers.Location?.OriginalString);
        var now = (await browser.WhoAsync())!;
        Assert.Equal(before.UserId, now.UserId);
        Assert.NotEqual(before.SessionId, now.SessionId);
        Assert.Equal("passkey", now.Method);
        Assert.True((await BeginRegistrationAsync(now)).Succeeded);
        Assert.Equal(1, await SessionsAsync());
    }

    [Fact]
    public async Task The_page_offers_only_the_sign_in_methods_of_this_account()
    {
        await SignInAndWaitAsync(withPasskey: false);

        var page = await browser.GetStringAsync("/confirm?returnUrl=/passkeys&reason=Add", Cancel);

        Assert.Contains("Before you add a passkey.", page);
        Assert.Contains("ada@example.com", page);
        Assert.Contains("Continue with Development", page);
        Assert.DoesNotContain("Confirm with a passkey", page);
        Assert.Contains("5 minutes", page);
    }

    [Fact]
    public async Task A_person_who_has_just_signed_in_is_not_asked_to_confirm()
    {
        await browser.SignInAsync();

        using var answer = await browser.GetAsync("/confirm?returnUrl=/passkeys", Cancel);

        Assert.Equal("/passkeys", answer.Headers.Location?.OriginalString.Replace(app.Address.AbsoluteUri, "/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_person_s_passkey_does_not_confirm()
    {
        using var hers = app.Browser(followRedirects: false);
        using var graces = app.Authenticator();
        await app.AddPasskeyAsync(await hers.SignInAsync("grace"), graces);
        await SignInAndWaitAsync();
        var started = await browser.BeginReauthenticationAsync();

        using var end = await ReauthenticateAsync(started, graces.Get(started.OptionsJson.Replace("allowCredentials", "ignored", StringComparison.Ordinal)));

        Assert.Equal("/confirm?failure=PasskeyRefused&returnUrl=%2Fpasskeys", end.Headers.Location?.OriginalString);
        await StillNeedsProofAsync();
    }

    [Fact]
    [Threat("CH-12", "HO-10")]
    public async Task A_sign_in_s_answer_does_not_confirm_and_a_confirmation_s_answer_does_not_sign_in()
    {
        await SignInAndWaitAsync();
        var signIn = await browser.GetOptionsAsync();
        var confirmation = await browser.BeginReauthenticationAsync();

        using var confirmed = await ReauthenticateAsync(signIn, authenticator.Get(signIn.OptionsJson));
        using var signedIn = await browser.PostPasskeyAsync(confirmation.State, authenticator.Get(confirmation.OptionsJson));

        Assert.Contains("failure=ChallengeExpired", confirmed.Headers.Location!.OriginalString);
        Assert.Contains("failure=ChallengeExpired", signedIn.Headers.Location!.OriginalString);
        await StillNeedsProofAsync();
    }

    [Fact]
    public async Task An_answer_confirms_once_and_in_its_own_session_only()
    {
        await SignInAndWaitAsync();
        var started = await browser.BeginReauthenticationAsync();
        var credential = authenticator.Get(started.OptionsJson);

        using var first = await ReauthenticateAsync(started, credential);
        clock.Advance(TimeSpan.FromMinutes(4)); // the state is still valid, but the session has a new id
        using var second = await ReauthenticateAsync(started, credential);

        Assert.Equal("/passkeys", first.Headers.Location!.OriginalString);
        Assert.Contains("failure=ChallengeExpired", second.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/session/confirm/passkey")]
    [InlineData("/session/confirm/provider")]
    public async Task A_signed_out_person_is_sent_to_sign_in(string address)
    {
        using var end = await browser.PostFormAsync("/sign-in", address, new Dictionary<string, string> { ["returnUrl"] = "/passkeys", ["credential"] = "{}" });

        Assert.Equal("/sign-in?failure=SignedOut&returnUrl=%2Fpasskeys", end.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_press_before_the_script_is_loaded_leads_back_to_the_page()
    {
        await SignInAndWaitAsync();

        using var end = await browser.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string> { ["returnUrl"] = "/passkeys", ["reason"] = "Add" });

        Assert.Equal("/confirm?begin=true&returnUrl=%2Fpasskeys&reason=Add", end.Headers.Location?.OriginalString);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        authenticator.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>Signs in and ages the session, so that changes require reauthentication.</summary>
    private async Task<SignedIn> SignInAndWaitAsync(bool withPasskey = true)
    {
        var signedIn = await browser.SignInAsync();
        if (withPasskey)
        {
            await app.AddPasskeyAsync(signedIn, authenticator);
        }

        clock.Advance(TimeSpan.FromMinutes(6));
        return signedIn;
    }

    private Task<HttpResponseMessage> ReauthenticateAsync(StartedCeremony started, string credential, string returnUrl = "/passkeys") =>
        browser.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = credential,
            ["returnUrl"] = returnUrl,
        });

    private async Task StillNeedsProofAsync()
    {
        var signedIn = (await browser.WhoAsync())!;

        Assert.Equal("Development", signedIn.Method);
        Assert.Equal(Failure.ReauthenticationNeeded, (await BeginRegistrationAsync(signedIn)).Failure);
    }

    private Task<Result<StartedCeremony>> BeginRegistrationAsync(SignedIn signedIn) =>
        app.Services.GetRequiredService<RegistrationCeremony>().BeginAsync(signedIn.SessionId, cancellationToken: Cancel);

    private async Task<int> SessionsAsync()
    {
        await using var db = app.OpenDatabase();

        return await db.Sessions.CountAsync(Cancel);
    }
}
