using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>The headers of every kind of response.</summary>
public sealed class HeaderTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/policy", HttpStatusCode.OK)]
    [InlineData("/account", HttpStatusCode.Redirect)]
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("/access-denied", HttpStatusCode.Forbidden)]
    [InlineData("/api/session", HttpStatusCode.Unauthorized)]
    [InlineData("/session/passkey/options", HttpStatusCode.OK)]
    [InlineData("/app.css", HttpStatusCode.OK)]
    [InlineData("/favicon.svg", HttpStatusCode.OK)]
    [InlineData("/_framework/blazor.server.js", HttpStatusCode.OK)]
    [InlineData("/error", HttpStatusCode.OK)]
    [Threat("WB-08", "WB-09", "WB-10")]
    public async Task Every_response_carries_them(string address, HttpStatusCode status)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.GetAsync(address, Cancel);

        Assert.Equal(status, answer.StatusCode);
        answer.HasSecurityHeaders();
        Assert.Equal(PolicyOf(address), string.Join(" | ", answer.Headers.GetValues("Content-Security-Policy")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_address_carries_them_however_it_is_asked_and_sets_no_cookie_that_scripts_or_other_sites_could_use(bool isSignedIn)
    {
        using var browser = app.Browser(followRedirects: false);
        if (isSignedIn)
        {
            await browser.SignInAsync();
        }

        foreach (var address in app.Endpoints().Select(e => e.Address()).Distinct())
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete])
            {
                using var request = new HttpRequestMessage(method, address);
                using var answer = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);

                answer.HasSecurityHeaders();
                Assert.All(answer.SetCookies(), c => Assert.True(
                    c.HttpOnly && c.Path == "/" && !c.Domain.HasValue && c.SameSite == Microsoft.Net.Http.Headers.SameSiteMode.Lax && $"{c}".Length < 4096,
                    $"{method} {address}: {c}"));
            }
        }
    }

    [Fact]
    [Threat("WB-09")]
    public async Task Every_asset_carries_them()
    {
        using var browser = app.Browser();
        var assets = app.Assets().Select(e => e.Pattern()).Distinct().ToList();
        Assert.Contains("/app.css", assets);

        foreach (var address in assets)
        {
            using var answer = await browser.GetAsync(address, Cancel);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answer.HasSecurityHeaders();
            Assert.Empty(answer.SetCookies());
        }
    }

    [Fact]
    [Threat("WB-09")]
    public async Task A_refusal_and_a_fault_carry_them()
    {
        await using var limited = new TestApp { Settings = { ["RateLimits:Complete"] = "1" } };
        using var browser = limited.Browser(followRedirects: false);
        await browser.SignInAsync();

        using var tooLarge = await browser.PostFormAsync("/sign-in", "/session/end", new Dictionary<string, string> { ["x"] = new('x', 100_000) });
        using var withoutToken = await browser.PostAsync("/session/passkey", null, Cancel);
        using var tooMany = await browser.PostAsync("/session/passkey", null, Cancel);
        using var fromElsewhere = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/session/end") { Headers = { { "Origin", "https://evil.example" } } }, Cancel);
        await using var db = limited.OpenDatabase();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE Sessions RENAME TO Lost", Cancel);
        using var fault = await browser.GetAsync("/account", Cancel);

        HttpResponseMessage[] answers = [tooLarge, withoutToken, tooMany, fromElsewhere, fault];
        Assert.Equal([413, 400, 429, 403, 503], answers.Select(answer => (int)answer.StatusCode));
        Assert.All(answers, answer => answer.HasSecurityHeaders());
    }

    [Fact]
    public async Task A_page_of_a_signed_in_user_is_not_stored()
    {
        using var browser = app.Browser();
        await browser.SignInAsync();

        foreach (var address in (string[])["/", "/account", "/passkeys", "/protected", "/sign-in"])
        {
            using var answer = await browser.GetAsync(address, Cancel);
            Assert.True(answer.Headers.CacheControl?.NoStore, address);
        }
    }

    [Fact]
    [Threat("WB-11")]
    public async Task Another_site_s_script_reads_nothing()
    {
        using var browser = app.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { { "Origin", "https://evil.example" } } };

        using var answer = await browser.SendAsync(request, Cancel);

        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [Threat("WB-14")]
    public async Task A_page_runs_no_script_but_the_app_s_own_and_loads_nothing_from_elsewhere()
    {
        using var browser = app.Browser();
        await browser.SignInAsync("ada");

        foreach (var address in (string[])["/", "/account", "/passkeys", "/policy", "/sign-in"])
        {
            var html = (await browser.GetStringAsync(address, Cancel)).Replace(app.Address.AbsoluteUri, "/", StringComparison.Ordinal);

            Assert.DoesNotMatch("<script(?![^>]* src=)(?![^>]*type=\"(?:importmap|application)\")[^>]*>", html);
            Assert.DoesNotMatch("(?:src|srcset|href)=\"(?:https?:)?//", html);
            Assert.DoesNotMatch("<[^>]+ on[a-z]+=\"", html);
            Assert.DoesNotMatch("<[^>]+ style=\"", html);
        }
    }

    private static string PolicyOf(string address) =>
        "default-src 'self'; img-src 'self' https:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action "
        + (address is "/sign-in" or "/account" ? "'self' https: http://localhost:* http://127.0.0.1:*" : "'self'");
}
