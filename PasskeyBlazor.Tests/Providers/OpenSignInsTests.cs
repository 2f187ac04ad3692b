using System.Net;
using Microsoft.Net.Http.Headers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Sign-ins that a person begins and leaves. Their cookies do not fill the header of the next request.</summary>
public sealed class OpenSignInsTests(EveryProviderApp shared) : IClassFixture<EveryProviderApp>
{
    private const int MaxHeaderLength = 8 * 1024; // what common proxies accept for one line

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Acme", "left")]
    [InlineData("GitHub", "left")]
    [InlineData("Acme", "denied")]
    [InlineData("GitHub", "denied")]
    [InlineData("Acme", "failed")]
    [Threat("PR-03")]
    public async Task Twenty_abandoned_sign_ins_leave_no_pile_of_cookies_and_the_next_one_signs_in(string provider, string end)
    {
        shared.Provider.Name(Guid.NewGuid().ToString("N"));
        shared.LookAlikes.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");
        var jar = new CookieContainer(capacity: 300, perDomainCapacity: 300, maxCookieSize: 4096);
        using var browser = shared.App.Browser(followRedirects: false, jar);

        for (var i = 0; i < 20; i++)
        {
            using var begun = await BeginAsync(browser, provider);
            if (end != "left")
            {
                using var sent = await browser.GetAsync(begun.Headers.Location, Cancel);
                var bent = end == "denied" ? "error=access_denied&code=" : "error=server_error&code=";
                using var answered = await browser.GetAsync(sent.Headers.Location!.AbsoluteUri.Replace("code=", bent, StringComparison.Ordinal), Cancel);
            }

            Assert.InRange(jar.GetCookieHeader(shared.App.Address).Length, 1, MaxHeaderLength / 2);
            Assert.InRange(Count(jar, "passkeyblazor-correlation."), 0, 4);
            Assert.InRange(Count(jar, "passkeyblazor-nonce."), 0, 4);
        }

        using var last = await BeginAsync(browser, provider);
        using var there = await browser.GetAsync(last.Headers.Location, Cancel);
        using var back = await browser.GetAsync(there.Headers.Location, Cancel);
        using var signedIn = await browser.GetAsync(back.Headers.Location, Cancel);
        Assert.Equal("/me", signedIn.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("Acme", "confirm")]
    [InlineData("GitHub", "confirm")]
    [InlineData("Acme", "connect")]
    [InlineData("GitHub", "connect")]
    [InlineData("", "")]
    [Threat("PR-03")]
    public async Task Neither_do_twenty_abandoned_confirmations_and_connections_also_mixed_with_sign_ins(string provider, string purpose)
    {
        shared.Provider.Name(Guid.NewGuid().ToString("N"));
        shared.LookAlikes.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");
        var jar = new CookieContainer(capacity: 300, perDomainCapacity: 300, maxCookieSize: 4096);
        using var browser = shared.App.Browser(followRedirects: false, jar);
        var person = await browser.SignInAsync();

        for (var i = 0; i < 20; i++)
        {
            var next = purpose.Length > 0 ? purpose : ((string[])["sign in", "confirm", "connect"])[i % 3];
            using var begun = await BeginAsync(browser, provider.Length > 0 ? provider : ((string[])["Acme", "GitHub"])[i % 2], purpose: next);

            Assert.NotNull(begun.SetCookie("passkeyblazor-way-back"));
            Assert.InRange(jar.GetCookieHeader(shared.App.Address).Length, 1, MaxHeaderLength / 2);
            Assert.InRange(Count(jar, "passkeyblazor-correlation."), 0, 4);
            Assert.InRange(Count(jar, "passkeyblazor-nonce."), 0, 4);
        }

        Assert.Equal(person.SessionId, (await browser.WhoAsync())!.SessionId);
        using var last = await BeginAsync(browser, "Acme", purpose: "connect");
        using var there = await browser.GetAsync(last.Headers.Location, Cancel);
        using var back = await browser.GetAsync(there.Headers.Location, Cancel);
        using var asked = await browser.GetAsync(back.Headers.Location, Cancel);
        Assert.StartsWith("/link?", asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    [Threat("PR-03")]
    public async Task Up_to_four_tabs_can_each_complete_their_sign_in()
    {
        shared.Provider.Name(Guid.NewGuid().ToString("N"));
        var jar = new CookieContainer();
        using var browser = shared.App.Browser(followRedirects: false, jar);
        var answers = new List<Uri>();
        for (var tab = 0; tab < 4; tab++)
        {
            using var begun = await BeginAsync(browser, "Acme");
            using var sent = await browser.GetAsync(begun.Headers.Location, Cancel);
            answers.Add(sent.Headers.Location!);
        }

        foreach (var answer in answers)
        {
            using var back = await browser.GetAsync(answer, Cancel);
            using var end = await browser.GetAsync(back.Headers.Location, Cancel);
            Assert.Equal("/me", end.Headers.Location!.OriginalString);
        }

        Assert.Equal((0, 0), (Count(jar, "passkeyblazor-correlation."), Count(jar, "passkeyblazor-nonce.")));
    }

    [Fact]
    [Threat("PR-03")]
    public async Task The_longest_way_back_and_profile_fit_into_the_header()
    {
        shared.Provider.Name(Guid.NewGuid().ToString("N"));
        shared.Provider.Claims["name"] = new string('\u00e9', 100);
        shared.Provider.Claims["picture"] = "https://pictures.example/" + new string('a', 500);
        var jar = new CookieContainer(capacity: 300, perDomainCapacity: 300, maxCookieSize: 4096);
        using var browser = shared.App.Browser(followRedirects: false, jar);
        for (var i = 0; i < 4; i++)
        {
            using var left = await BeginAsync(browser, "Acme", Longest);
            Assert.InRange(jar.GetCookieHeader(shared.App.Address).Length, 1, MaxHeaderLength);
        }

        using var begun = await BeginAsync(browser, "Acme", Longest);
        using var sent = await browser.GetAsync(begun.Headers.Location, Cancel);
        using var back = await browser.GetAsync(sent.Headers.Location, Cancel);
        Assert.InRange(jar.GetCookieHeader(shared.App.Address).Length, 1, MaxHeaderLength);
        using var end = await browser.GetAsync(back.Headers.Location, Cancel);

        Assert.Equal(Longest, end.Headers.Location!.OriginalString);
        Assert.InRange(jar.GetCookieHeader(shared.App.Address).Length, 1, MaxHeaderLength / 2);
    }

    [Fact]
    [Threat("PR-03", "PR-05")]
    public async Task In_production_the_cookies_of_a_sign_in_are_of_this_host_and_live_ten_minutes()
    {
        await using var app = new ProductionApp { Settings = { ["Authentication:GitHub:ClientId"] = "x", ["Authentication:GitHub:ClientSecret"] = "y" } };
        using var browser = app.Browser();

        using var begun = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "GitHub", ["returnUrl"] = "/me" });

        Assert.StartsWith("https://github.com/login/oauth/authorize?", begun.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var correlation = Assert.Single(begun.SetCookies(), cookie => cookie.Name.StartsWith("__Host-correlation.", StringComparison.Ordinal));
        var wayBack = begun.SetCookie("__Host-way-back")!;
        Assert.All((SetCookieHeaderValue[])[correlation, wayBack], cookie =>
            Assert.Equal(("/", null, true, true, Microsoft.Net.Http.Headers.SameSiteMode.Lax), (cookie.Path.Value, cookie.Domain.Value, cookie.Secure, cookie.HttpOnly, cookie.SameSite)));
        Assert.InRange(correlation.Expires!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.FromMinutes(10), wayBack.MaxAge);
    }

    private static string Longest => "/me?" + new string('x', 1996);

    private static int Count(CookieContainer jar, string prefix) => jar.GetAllCookies().Count(cookie => cookie.Name.StartsWith(prefix, StringComparison.Ordinal));

    private static Task<HttpResponseMessage> BeginAsync(HttpClient browser, string provider, string returnUrl = "/me", string purpose = "sign in") =>
        browser.PostFormAsync("/sign-in", purpose switch { "confirm" => "/session/confirm/provider", "connect" => "/session/link/provider", _ => "/session/provider" }, new Dictionary<string, string> { ["provider"] = provider, ["returnUrl"] = returnUrl });
}
