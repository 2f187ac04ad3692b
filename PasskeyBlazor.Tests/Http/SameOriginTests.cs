using System.Net;
using System.Net.WebSockets;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>What a page of another site can cause a browser to send, even if the page had a valid token.</summary>
public sealed class SameOriginTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Own => app.Address.GetLeftPart(UriPartial.Authority);

    [Theory]
    [Threat("HO-03", "WB-01")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Origin", "http://localhost.evil.example")]
    [InlineData("Origin", "file://")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "something-new")]
    public async Task Another_site_cannot_change_anything(string header, string value)
    {
        using var browser = app.Browser(followRedirects: false);
        var signedIn = await browser.SignInAsync();
        var token = await TokenAsync(browser);

        foreach (var (address, method) in app.Changing())
        {
            using var request = Form(new HttpMethod(method), address, token);
            request.Headers.Add(header, value);
            using var answer = await browser.SendAsync(request, Cancel);

            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {address}: {answer.StatusCode}");
            await answer.IsAFriendlyPageAsync();
        }

        Assert.Equal(signedIn.SessionId, (await browser.WhoAsync())!.SessionId);
        Assert.Contains(app.Log, line => line.Contains("a page of another site sent it: POST /session/end from", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData("none")]
    public async Task The_app_s_own_pages_may_change_things(string site)
    {
        using var browser = app.Browser(followRedirects: false);
        await browser.SignInAsync();
        using var request = Form(HttpMethod.Post, "/session/end", await TokenAsync(browser));
        request.Headers.Add("Origin", Own);
        request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await browser.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    [Threat("HO-08")]
    public async Task A_request_that_only_reads_changes_nothing_at_any_address()
    {
        using var browser = app.Browser(followRedirects: false);
        var signedIn = await browser.SignInAsync();

        foreach (var (address, _) in app.Changing().Where(c => c.Address.StartsWith("/session/", StringComparison.Ordinal)))
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Options, HttpMethod.Trace])
            {
                using var request = new HttpRequestMessage(method, address);
                using var answer = await browser.SendAsync(request, Cancel);

                // Only an unpublished build answers not found: there a rule for assets takes the addresses that only forms use.
                Assert.True(answer.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound, $"{method} {address}: {answer.StatusCode}");
            }
        }

        Assert.Equal(signedIn.SessionId, (await browser.WhoAsync())!.SessionId);
    }

    [Fact]
    public async Task A_link_from_another_site_opens_the_page()
    {
        using var browser = app.Browser(followRedirects: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };

        using var answer = await browser.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost")]
    [Threat("WB-02")]
    public async Task Another_site_opens_no_socket(string origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Circuit, Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task The_app_s_own_pages_open_one()
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(cookies: cookies);
        await browser.SignInAsync();
        using var socket = new ClientWebSocket { Options = { Cookies = cookies } };
        socket.Options.SetRequestHeader("Origin", Own);

        await socket.ConnectAsync(Circuit, Cancel);

        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    [Threat("AB-04")]
    public async Task Many_refused_requests_are_few_and_short_lines_in_the_log()
    {
        await using var flooded = new TestApp();
        using var browser = flooded.Browser();
        for (var count = 0; count < 100; count++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(new string('A', 5_000)), "/") { Headers = { { "Origin", "https://evil.example" } } };
            using var answer = await browser.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            await answer.IsAFriendlyPageAsync();
        }

        var lines = flooded.Log.Where(line => line.Contains("evil.example", StringComparison.Ordinal)).ToList();
        Assert.InRange(lines.Count, 60, 75);
        Assert.All(lines, line => Assert.DoesNotContain(new string('A', 100), line));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("QUERY")]
    [InlineData("FOO")]
    public async Task A_refusal_of_any_method_has_its_page(string method)
    {
        using var browser = app.Browser();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/policy") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };

        using var answer = await browser.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Fact]
    public async Task Another_site_negotiates_no_circuit()
    {
        using var browser = app.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1") { Headers = { { "Origin", "https://evil.example" } } };

        using var answer = await browser.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private Uri Circuit => new UriBuilder(app.Address) { Scheme = "ws", Path = "/_blazor" }.Uri;

    private static async Task<string> TokenAsync(HttpClient browser) =>
        HttpPages.HiddenFields(await browser.ReadFormPageAsync("/sign-in"))["__RequestVerificationToken"];

    private static HttpRequestMessage Form(HttpMethod method, string address, string token) => new(method, address)
    {
        Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]),
    };
}
