using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>
/// The values that the page posts to the endpoint: the sealed state and the authenticator's answer. A person who obtained both
/// cannot use them, and the attempt leaves nothing behind.
/// </summary>
public sealed class HandoffTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private readonly SoftwareAuthenticator authenticator = app.Authenticator();
    private readonly CookieContainer cookies = new();
    private SignedIn ada = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Ada's passkey is in the authenticator, and her current browser is signed out.</summary>
    public async ValueTask InitializeAsync()
    {
        using var elsewhere = app.Browser();
        ada = await elsewhere.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
    }

    [Fact]
    [Threat("CH-01", "CH-03", "HO-12")]
    public async Task Copied_cookies_state_and_answer_do_not_sign_in_again()
    {
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        var kept = cookies.Copy(app.Address); // as a thief or an impatient retry would have them
        using var first = await browser.PostPasskeyAsync(started.State, credential);
        Assert.NotNull(first.SetCookie(Cookies.Session));
        using var later = app.Browser(followRedirects: false, kept);

        await IsRefusedAsync(later, started.State, credential, "ChallengeSpent", "was used before");
    }

    [Fact]
    [Threat("HO-12")]
    public async Task A_repeated_post_after_a_lost_response_says_that_the_sign_in_may_have_worked()
    {
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        var before = cookies.Copy(app.Address);
        using var lost = await browser.PostPasskeyAsync(started.State, credential, returnUrl: "/me");
        using var retrying = app.Browser(followRedirects: true, before);

        using var told = await retrying.PostPasskeyAsync(started.State, credential, returnUrl: "/me");
        using var arrived = await app.Browser(followRedirects: true, cookies).PostPasskeyAsync(started.State, credential, returnUrl: "/me");

        Assert.Equal("/sign-in", told.RequestMessage!.RequestUri!.AbsolutePath); // one redirect, and no loop
        Assert.Contains(WebUtility.HtmlEncode(Text.Failure_ChallengeSpent), await told.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("/account", arrived.RequestMessage!.RequestUri!.AbsolutePath); // with the cookie the person is already signed in
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("forged")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [Threat("CH-07", "HO-02")]
    public async Task State_and_answer_do_not_work_in_another_browser(string? secret)
    {
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var other = new CookieContainer();
        using var thief = app.Browser(followRedirects: false, other);
        if (secret is not null)
        {
            other.Add(app.Address, new Cookie(Cookies.Browser, secret));
        }

        await IsRefusedAsync(thief, started.State, authenticator.Get(started.OptionsJson), "ChallengeExpired", "begun in another browser");
    }

    [Fact]
    [Threat("CH-04", "HO-03")]
    public async Task An_attacker_s_state_and_answer_do_not_sign_the_victim_in_as_the_attacker()
    {
        using var attacker = app.Browser(followRedirects: false);
        using var hers = app.Authenticator();
        await app.AddPasskeyAsync(await attacker.SignInAsync("mallory"), hers);
        var started = await attacker.BeginSignInAsync();
        using var victim = Browser();

        await IsRefusedAsync(victim, started.State, hers.Get(started.OptionsJson), "ChallengeExpired", "begun in another browser");
    }

    [Fact]
    [Threat("CH-04", "CH-09")]
    public async Task Two_ceremonies_of_one_browser_are_separate_and_each_can_be_completed()
    {
        using var browser = Browser();
        var one = await browser.BeginSignInAsync();
        var other = await browser.BeginSignInAsync();

        await IsRefusedAsync(browser, one.State, authenticator.Get(other.OptionsJson), "PasskeyRefused", "challenge");
        using var later = await browser.PostPasskeyAsync(other.State, authenticator.Get(other.OptionsJson));
        var second = await browser.WhoAsync();
        using var earlier = await browser.PostPasskeyAsync(one.State, authenticator.Get(one.OptionsJson));
        var first = await browser.WhoAsync();

        Assert.Equal((ada.UserId, ada.UserId), (first!.UserId, second!.UserId));
        Assert.NotEqual(first.SessionId, second.SessionId);
        await using var db = app.OpenDatabase();
        Assert.False(await db.Sessions.AnyAsync(s => s.Id == second.SessionId, Cancel)); // one browser has one session
    }

    [Fact]
    [Threat("HO-06")]
    public async Task A_signed_in_person_stays_signed_in_when_another_person_s_answer_is_refused()
    {
        using var browser = Browser();
        var grace = await browser.SignInAsync("grace");
        var started = await browser.BeginSignInAsync();

        await IsRefusedAsync(
            browser,
            started.State,
            authenticator.Get(started.OptionsJson, bent => bent.BendSignature = s => [.. s[..^1], (byte)(s[^1] ^ 1)]),
            "PasskeyRefused",
            "signature");

        Assert.Equal((grace.UserId, grace.SessionId), await WhoAndWhichAsync(browser));
    }

    [Fact]
    [Threat("HO-06", "CH-07")]
    public async Task Another_person_s_answer_ends_the_current_session_and_mixes_nothing()
    {
        using var browser = Browser();
        var grace = await browser.SignInAsync("grace");
        var started = await browser.BeginSignInAsync();
        using var copy = app.Browser(followRedirects: false, cookies.Copy(app.Address));

        using var answer = await browser.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson));

        var now = (await browser.WhoAsync())!;
        Assert.Equal((ada.UserId, ada.Name, ada.Email, SignedIn.ByPasskey), (now.UserId, now.Name, now.Email, now.Method));
        Assert.Null(await copy.WhoAsync());
        Assert.DoesNotContain(await app.KeptRowsAsync(), row => row.StartsWith($"session {grace.SessionId}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("passkey")]
    [InlineData("account")]
    [Threat("HO-07")]
    public async Task A_passkey_or_account_that_is_deleted_during_the_ceremony_does_not_sign_in(string what)
    {
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        await using var db = app.OpenDatabase();
        if (what == "passkey")
        {
            var passkey = await db.Passkeys.SingleAsync(p => p.CredentialId == authenticator.Credentials[0].Id, Cancel);
            Assert.Null(await app.Services.GetRequiredService<UserPasskeys>().RemoveAsync(ada.SessionId, passkey.Id, Cancel));
        }
        else
        {
            await db.Users.Where(u => u.Id == ada.UserId).ExecuteDeleteAsync(Cancel);
        }

        await IsRefusedAsync(browser, started.State, credential, "PasskeyRefused", "A passkey sign-in was refused");
    }

    [Fact]
    [Threat("HO-08")]
    public async Task A_GET_or_HEAD_request_to_the_address_uses_nothing_up()
    {
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        var before = await app.KeptRowsAsync();

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            var address = QueryHelpers.AddQueryString("/session/passkey", new Dictionary<string, string?> { ["state"] = started.State, ["credential"] = credential });
            using var asked = new HttpRequestMessage(method, address) { Headers = { { "Sec-Purpose", "prefetch" } } };
            using var answer = await browser.SendAsync(asked, Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{answer.StatusCode}");
            Assert.Null(answer.SetCookie(Cookies.Session));
        }

        Assert.Equal(before, await app.KeptRowsAsync());
        using var afterwards = await browser.PostPasskeyAsync(started.State, credential);
        Assert.Equal(ada.UserId, (await browser.WhoAsync())!.UserId);
    }

    public ValueTask DisposeAsync()
    {
        authenticator.Dispose();

        return ValueTask.CompletedTask;
    }

    private static async Task<(Guid UserId, Guid SessionId)?> WhoAndWhichAsync(HttpClient browser) =>
        await browser.WhoAsync() is { } who ? (who.UserId, who.SessionId) : null;

    private HttpClient Browser() => app.Browser(followRedirects: false, cookies);

    /// <summary>Posts and expects a refusal: a page says so, no session cookie, no row, and a log line without secrets.</summary>
    private async Task IsRefusedAsync(HttpClient browser, string state, string credential, string failure, string reason)
    {
        var (before, logged) = (await app.KeptRowsAsync(), app.Log.Count);

        using var answer = await browser.PostPasskeyAsync(state, credential, returnUrl: "/me");

        Assert.Equal($"/sign-in?failure={failure}&returnUrl=%2Fme", answer.Headers.Location?.OriginalString);
        Assert.DoesNotContain(answer.SetCookies(), cookie => cookie.Name != Cookies.UnknownPasskey); // it only names an unknown passkey
        Assert.Equal(before, await app.KeptRowsAsync());
        Assert.Contains(app.Log.Skip(logged), line => line.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.Skip(logged), line => line.Contains(state, StringComparison.Ordinal) || line.Contains(credential, StringComparison.Ordinal));
        using var stranger = app.Browser(); // a signed-in person would be redirected
        Assert.Contains(FailureText.OnSignIn(Enum.Parse<Failure>(failure)), WebUtility.HtmlDecode(await stranger.GetStringAsync(answer.Headers.Location, Cancel)));
    }
}
