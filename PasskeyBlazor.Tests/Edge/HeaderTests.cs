using System.Net;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Edge;

/// <summary>The headers of every kind of response.</summary>
public sealed class HeaderTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly Dictionary<string, string> Always = new()
    {
        ["X-Frame-Options"] = "DENY",
        ["X-Content-Type-Options"] = "nosniff",
        ["Referrer-Policy"] = "strict-origin-when-cross-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Permissions-Policy"] =
            "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    [InlineData("/policy", HttpStatusCode.OK)]
    [InlineData("/me", HttpStatusCode.Redirect)]
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("/access-denied", HttpStatusCode.Forbidden)]
    [InlineData("/api/session", HttpStatusCode.Unauthorized)]
    [InlineData("/session/passkey/options", HttpStatusCode.OK)]
    [InlineData("/app.css", HttpStatusCode.OK)]
    [InlineData("/favicon.svg", HttpStatusCode.OK)]
    [InlineData("/_framework/blazor.server.js", HttpStatusCode.OK)]
    [InlineData("/error", HttpStatusCode.OK)]
    public async Task Every_response_carries_them(string address, HttpStatusCode status)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.GetAsync(address, Cancel);

        Assert.Equal(status, answer.StatusCode);
        HasAll(answer);
        Assert.Equal(PolicyOf(address), string.Join(" | ", answer.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task The_circuit_s_negotiation_carries_them()
    {
        using var browser = app.Browser();

        using var answer = await browser.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        HasAll(answer);
    }

    [Fact]
    public async Task A_page_of_somebody_who_is_signed_in_is_not_stored()
    {
        using var browser = app.Browser();
        await browser.SignInAsync();

        foreach (var address in (string[])["/", "/me", "/passkeys", "/protected", "/sign-in?confirm=true"])
        {
            using var answer = await browser.GetAsync(address, Cancel);
            Assert.True(answer.Headers.CacheControl?.NoStore, address);
        }
    }

    [Fact]
    public async Task Another_site_s_script_reads_nothing()
    {
        using var browser = app.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { { "Origin", "https://evil.example" } } };

        using var answer = await browser.SendAsync(request, Cancel);

        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_page_runs_no_script_but_the_app_s_own_and_loads_nothing_from_elsewhere()
    {
        using var browser = app.Browser();
        await browser.SignInAsync("ada");

        foreach (var address in (string[])["/", "/me", "/passkeys", "/policy", "/sign-in?confirm=true"])
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
        + (address == "/sign-in" ? "'self' https: http://localhost:* http://127.0.0.1:*" : "'self'");

    private static void HasAll(HttpResponseMessage answer)
    {
        foreach (var (name, value) in Always)
        {
            Assert.True(answer.Headers.TryGetValues(name, out var values), name);
            Assert.Equal(value, string.Join(" | ", values));
        }

        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }
}
