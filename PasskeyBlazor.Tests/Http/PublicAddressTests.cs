using System.Net;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>Outside Development: which hosts the app answers at.</summary>
public sealed class PublicAddressTests(HostedSite site) : IClassFixture<HostedSite>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("app.example.org")]
    [InlineData("APP.Example.ORG")]
    [InlineData("app.example.org:443")]
    [InlineData("app.example.org:9443")]
    [InlineData("xn--bcher-kva.example.org")]
    [InlineData("XN--BCHER-KVA.example.org:8443")]
    [Threat("HE-01")]
    public async Task The_app_answers_at_the_hosts_of_its_origins(string host)
    {
        using var answer = await site.SendAsync(HttpMethod.Get, "/policy", host);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("other.example")] // named by AllowedHosts
    [InlineData("example.org")] // the RP ID, and no origin
    [InlineData("app.example.org.")]
    [InlineData("app.example.org.:443")]
    [InlineData("x.app.example.org")]
    [InlineData("app.example.org.evil.example")]
    [InlineData("xn--bcher-kva.evil.example")]
    [InlineData("bucher.example.org")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:443")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("xn--.example.org")] // no international name
    [InlineData("xn--a-0000000.xn--")]
    [Threat("HE-01")]
    public async Task Another_host_is_refused_with_a_page_and_learns_nothing(string host)
    {
        (string, bool)[] all = [("/", true), ("/sign-in", false), ("/app.css", true), ("/no-such-page", true), ("/.well-known/webauthn", true), ("/.well-known/none", false)];
        foreach (var (address, https) in all.Where(one => host != "example.org" || !one.Item1.StartsWith("/.well-known", StringComparison.Ordinal)))
        {
            using var answer = await site.SendAsync(HttpMethod.Get, address, host, https);

            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
            Assert.Empty(answer.SetCookies());
            Assert.DoesNotContain("example.org", await answer.Content.ReadAsStringAsync(Cancel));
            await answer.IsAFriendlyPageAsync();
        }

        using var post = await site.SendAsync(HttpMethod.Post, "/session/passkey", host);
        using var circuit = await site.SendAsync(HttpMethod.Post, "/_blazor/negotiate", host);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, post.StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, circuit.StatusCode);
    }

    [Fact]
    [Threat("HE-01")]
    public async Task A_request_without_a_host_is_refused()
    {
        var none = await site.SendLinesAsync("GET / HTTP/1.0", "X-Forwarded-Proto: https");
        var empty = await site.SendLinesAsync("GET / HTTP/1.1", "Host:", "X-Forwarded-Proto: https", "Connection: close");
        var dot = await site.SendLinesAsync("GET /.well-known/webauthn HTTP/1.1", "Host: .", "X-Forwarded-Proto: https", "Connection: close");
        var missing = await site.SendLinesAsync("GET / HTTP/1.1", "X-Forwarded-Proto: https", "Connection: close");
        var absolute = await site.SendLinesAsync("GET http://evil.example/ HTTP/1.1", "Host: app.example.org", "X-Forwarded-Proto: https", "Connection: close");

        foreach (var port in (string[])["65536", "99999", "9999999999"])
        {
            var noPort = await site.SendLinesAsync("GET /policy HTTP/1.1", $"Host: app.example.org:{port}", "X-Forwarded-Proto: https", "Connection: close");
            Assert.Matches("^HTTP/1.1 4(00|21) ", noPort); // Kestrel refuses some of them
        }

        Assert.StartsWith("HTTP/1.1 421 ", none);
        Assert.StartsWith("HTTP/1.1 421 ", empty);
        Assert.StartsWith("HTTP/1.1 421 ", dot);
        Assert.StartsWith("HTTP/1.1 400 ", missing); // Kestrel refuses these two
        Assert.StartsWith("HTTP/1.1 400 ", absolute);
    }

    [Fact]
    [Threat("HE-01")]
    public async Task Many_requests_for_other_hosts_are_one_line_in_the_log_that_names_the_key()
    {
        await using var scanned = new HostedSite();

        for (var number = 0; number < 30; number++)
        {
            using var answer = await scanned.SendAsync(HttpMethod.Get, "/", $"{number}.evil.example");
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        }

        var line = Assert.Single(scanned.App.Log, line => line.Contains("evil.example", StringComparison.Ordinal));
        Assert.Contains("\"0.evil.example\"", line);
        Assert.Contains("Passkeys:Origins", line);
        Assert.DoesNotContain(scanned.App.Log, l => l.Contains("app.example.org", StringComparison.Ordinal) && l.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://app.example.org:9443", "app.example.org:9443")]
    [InlineData("http://app.example.org", "app.example.org")]
    [InlineData("https://app.example.org:9443", "app.example.org")] // the proxy has removed the port
    [InlineData("https://xn--bcher-kva.example.org", "xn--bcher-kva.example.org")]
    [Threat("HE-04")]
    public async Task At_a_mapped_port_a_change_is_refused_and_the_log_names_the_key(string origin, string host)
    {
        using var page = await site.SendAsync(HttpMethod.Get, "/sign-in", host);
        using var refused = await site.SendAsync(HttpMethod.Post, "/session/passkey", host, origin: origin);
        using var circuit = await site.SendAsync(HttpMethod.Post, "/_blazor/negotiate", host, origin: origin);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
        await refused.IsAFriendlyPageAsync();
        Assert.Contains(site.App.Log, line =>
            line.Contains($"POST /session/passkey from {origin} ", StringComparison.Ordinal) && line.Contains("Passkeys:Origins", StringComparison.Ordinal));
    }

    /// <summary>Browsers ask there at the host of the RP ID.</summary>
    [Theory]
    [InlineData("example.org")]
    [InlineData("app.example.org")]
    public async Task The_related_origins_are_found_at_the_RP_ID(string host)
    {
        using var answer = await site.SendAsync(HttpMethod.Get, "/.well-known/webauthn", host);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task In_Development_every_host_is_answered()
    {
        await using var app = new TestApp();
        using var browser = app.Browser();
        browser.DefaultRequestHeaders.Host = "phone.example";

        using var answer = await browser.GetAsync("/policy", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
