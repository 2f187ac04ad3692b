using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>Two processes over PostgreSQL, behind the nginx of the documentation: any node gets any request, and one of them is killed.</summary>
[OnServer]
public sealed class NodesBehindNginxTests(TwoNodes nodes, BrowserFixture browsers) : IClassFixture<TwoNodes>
{
    private const string Token = "__RequestVerificationToken";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("DB-45")]
    public async Task What_one_node_begins_the_other_completes()
    {
        HashSet<(string Begun, bool IsCompletedElsewhere)> seen = [];
        for (var round = 0; round < 2; round++)
        {
            using var authenticator = new SoftwareAuthenticator();
            using var browser = nodes.Browser();
            var before = nodes.Answered.Count;
            var ada = await nodes.RegisterAsync(browser, authenticator); // with the provider
            (await browser.PostFormAsync("/", "/session/end")).Dispose();
            var started = await browser.BeginSignInAsync();
            for (var other = 0; other < round; other++)
            {
                (await browser.GetAsync("/policy", Cancel)).Dispose(); // the turn of the other node
            }

            using var answer = await browser.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson));

            Assert.Equal("/", answer.Headers.Location?.OriginalString);
            Assert.Equal((ada.UserId, "passkey"), await browser.WhoAsync() is { } who ? (who.UserId, who.Method) : default);
            var all = await Eventually.SeeAsync(
                () => Task.FromResult(nodes.Answered.Skip(before).ToList()), now => now.Exists(one => one.Path == "/session/passkey"), "the answer in the log of nginx");
            int NodeOf(string path) => all.First(one => one.Path == path).Node;
            seen.Add(("provider", NodeOf("/session/provider") != NodeOf("/signin-oidc-fake")));
            seen.Add(("provider's answer", NodeOf("/signin-oidc-fake") != NodeOf("/session/provider/callback")));
            seen.Add(("passkey", all[all.FindIndex(one => one.Path == "/session/end") + 1].Node != NodeOf("/session/passkey")));
        }

        Assert.Contains(("provider", true), seen);
        Assert.Contains(("provider's answer", true), seen);
        Assert.Contains(("passkey", true), seen);
    }

    [Fact]
    [Threat("DB-46")]
    public Task Each_of_two_hundred_sign_ins_that_both_nodes_get_happens_once() => SignInTwiceAsync(200);

    [Fact(Explicit = true)]
    public Task Each_of_a_thousand_sign_ins_that_both_nodes_get_happens_once() => SignInTwiceAsync(1_000);

    [Fact]
    [Threat("DB-47")]
    public async Task After_a_node_is_killed_only_the_requests_in_flight_fail_and_nothing_confirmed_is_lost()
    {
        const int People = 6;
        using var authenticator = new SoftwareAuthenticator();
        using var owner = nodes.Browser();
        await nodes.RegisterAsync(owner, authenticator);
        using var killed = new CancellationTokenSource();
        var confirmed = 0;
        var people = Enumerable.Range(0, People).Select(_ => Task.Run(async () =>
        {
            List<(HttpClient? SignedIn, DateTime Begun)> tries = [];
            for (var after = 0; after < 5; after += killed.IsCancellationRequested ? 1 : 0)
            {
                tries.Add(await TrySignInAsync(authenticator));
                Interlocked.Add(ref confirmed, tries[^1].SignedIn is null ? 0 : 1);
            }

            return tries;
        }, Cancel)).ToList();

        await Eventually.SeeAsync(() => Task.FromResult(Volatile.Read(ref confirmed)), count => count >= 3 * People, "sign-ins before the kill");
        await nodes.KillAsync(1);
        var killedAt = DateTime.UtcNow;
        await killed.CancelAsync();
        var all = (await Task.WhenAll(people)).SelectMany(tries => tries).ToList();

        try
        {
            var failed = all.Where(one => one.SignedIn is null).ToList();
            Assert.True(failed.Count <= People, $"{failed.Count} requests failed.");
            Assert.DoesNotContain(failed, one => one.Begun > killedAt);
            foreach (var browser in all.Select(one => one.SignedIn).OfType<HttpClient>())
            {
                Assert.NotNull(await browser.WhoAsync());
                browser.Dispose();
            }
        }
        finally
        {
            await nodes.StartAsync(1);
        }
    }

    [Fact]
    [Threat("DB-48")]
    public async Task A_sign_out_on_one_node_ends_the_circuit_on_the_other_at_its_next_check()
    {
        var (context, page, cookies, node) = await OpenCircuitAsync();
        using var browser = nodes.Browser(cookies);
        var token = HttpPages.HiddenFields(await browser.GetStringAsync("/", Cancel))[Token];

        using var ended = await nodes.PostToAsync(1 - node, "/session/end", cookies, new() { [Token] = token });

        Assert.Equal("/", ended.Headers.Location?.OriginalString);
        await Expect(page.GetByText("You are signed out.").First).ToBeVisibleAsync();
        await context.CloseAsync();
    }

    [Fact]
    [Threat("DB-47")]
    public async Task An_open_circuit_costs_one_reload_when_its_node_is_killed()
    {
        var (context, page, _, node) = await OpenCircuitAsync();

        await nodes.KillAsync(node);

        try
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Reload the page" }).Locator("visible=true").ClickAsync();
            await Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
            await page.Locator(".row").GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox).FillAsync("Named on the other node");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByText("Named on the other node").First).ToBeVisibleAsync();
        }
        finally
        {
            await context.CloseAsync();
            await nodes.StartAsync(node);
        }
    }

    private static Dictionary<string, string> Form(string page, string state, string credential) =>
        new() { [Token] = HttpPages.HiddenFields(page)[Token], ["state"] = state, ["credential"] = credential, ["returnUrl"] = "/" };

    /// <summary>Signs in with a passkey.</summary>
    /// <returns>The browser, or null; and when its last request began.</returns>
    private async Task<(HttpClient? SignedIn, DateTime Begun)> TrySignInAsync(SoftwareAuthenticator authenticator)
    {
        var browser = nodes.Browser();
        var begun = DateTime.UtcNow;
        try
        {
            var page = await browser.GetStringAsync("/sign-in", Cancel);
            begun = DateTime.UtcNow;
            var started = await browser.GetOptionsAsync();
            begun = DateTime.UtcNow;
            using var form = new FormUrlEncodedContent(Form(page, started.State, authenticator.Get(started.OptionsJson)));
            using var answer = await browser.PostAsync("/session/passkey", form, Cancel);
            if (answer.Headers.Location is { OriginalString: "/" })
            {
                return (browser, begun);
            }
        }
        catch (HttpRequestException)
        {
            // it was in flight
        }

        browser.Dispose();
        return (null, begun);
    }

    private static bool IsOneOfTwo(HttpResponseMessage answer) =>
        answer.Headers.Location?.OriginalString is { } next && (next == "/" || next.StartsWith("/sign-in?failure=ChallengeSpent", StringComparison.Ordinal));

    private async Task SignInTwiceAsync(int count)
    {
        using var authenticator = new SoftwareAuthenticator();
        using var owner = nodes.Browser();
        var ada = await nodes.RegisterAsync(owner, authenticator);
        var signedIn = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (_, _) =>
        {
            var cookies = new CookieContainer();
            using var browser = nodes.Browser(cookies);
            var page = await browser.GetStringAsync("/sign-in", Cancel);
            var started = await browser.GetOptionsAsync();
            var form = Form(page, started.State, authenticator.Get(started.OptionsJson));

            var answers = await Task.WhenAll(nodes.PostToAsync(0, "/session/passkey", cookies, form), nodes.PostToAsync(1, "/session/passkey", cookies, form));

            Assert.All(answers, answer => Assert.True(IsOneOfTwo(answer), $"{answer.StatusCode} {answer.Headers.Location}"));
            Interlocked.Add(ref signedIn, answers.Count(answer => answer.SetCookie("__Host-session") is not null));
        });

        Assert.Equal(count, signedIn);
        await using var db = nodes.Database.CreateContext();
        Assert.Equal(count, await db.Sessions.CountAsync(s => s.UserId == ada.UserId && s.PasskeyId != null, Cancel));
        Assert.Equal(count, await db.AccountEvents.CountAsync(a => a.UserId == ada.UserId && a.Kind == AccountEventKind.SignedIn && a.Method == Session.ByPasskey, Cancel));
    }

    /// <summary>A page with a circuit, of a person with a passkey, and the node of the circuit.</summary>
    private async Task<(IBrowserContext Context, IPage Page, CookieContainer Cookies, int Node)> OpenCircuitAsync()
    {
        using var authenticator = new SoftwareAuthenticator();
        var cookies = new CookieContainer();
        using var browser = nodes.Browser(cookies);
        await nodes.RegisterAsync(browser, authenticator);
        var context = await (await browsers.GetAsync()).NewContextAsync(new() { BaseURL = nodes.Address.AbsoluteUri, IgnoreHTTPSErrors = true, ReducedMotion = ReducedMotion.Reduce });
        await context.AddCookiesAsync(cookies.GetCookies(nodes.Address).Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name,
            Value = cookie.Value,
            Url = nodes.Address.AbsoluteUri,
            HttpOnly = cookie.HttpOnly,
            Secure = true,
            SameSite = SameSiteAttribute.Lax,
        }));
        var before = nodes.Answered.Count;
        var page = await context.NewPageAsync();
        await page.GotoAsync("/passkeys");
        await Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        var negotiated = await Eventually.SeeAsync(
            () => Task.FromResult(nodes.Answered.Skip(before).Where(one => one.Path == "/_blazor/negotiate").ToList()), all => all.Count > 0, "the circuit in the log of nginx");

        return (context, page, cookies, negotiated[0].Node);
    }
}
