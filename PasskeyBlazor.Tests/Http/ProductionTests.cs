using System.Net;
using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>The rules that hold only outside Development.</summary>
public sealed class ProductionTests(ProductionApp app) : IClassFixture<ProductionApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("SE-02")]
    public async Task Every_cookie_is_bound_to_the_host_and_to_https()
    {
        using var browser = app.Browser();

        using var answer = await browser.GetAsync("/sign-in", Cancel);

        Assert.Equal(["__Host-antiforgery", "__Host-browser"], answer.SetCookies().Select(c => c.Name.Value!).Order());
        Assert.All(answer.SetCookies(), c => Assert.True(c.Secure && c.HttpOnly && c.Path == "/" && !c.Domain.HasValue, $"{c}"));
    }

    [Fact]
    public async Task A_plain_http_request_is_redirected_to_https()
    {
        using var browser = app.Browser();

        using var answer = await browser.GetAsync("http://example.org/sign-in", Cancel);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal("https://example.org/sign-in", answer.Headers.Location!.AbsoluteUri);
    }

    [Fact]
    public async Task A_page_explains_a_plain_http_request_that_is_not_redirected()
    {
        await using var behindProxy = new ProductionApp { Settings = { ["https_port"] = "" } };
        using var browser = behindProxy.Browser();

        using var answer = await browser.GetAsync("http://example.org/sign-in", Cancel);

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Contains("This site needs https", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Empty(answer.SetCookies());
    }

    [Theory]
    [InlineData("http://example.org/", "https://example.org/")]
    [InlineData("http://example.org/sign-in?returnUrl=%2Faccount", "https://example.org/sign-in?returnUrl=%2Faccount")]
    [InlineData("http://EXAMPLE.org/no-such-page", "https://example.org/no-such-page")]
    [InlineData("http://example.org//evil.example", "https://example.org/.//evil.example")]
    [Threat("NP-07")]
    public async Task The_only_link_of_that_page_leads_to_the_same_page_over_https(string address, string expected)
    {
        await using var behindProxy = new ProductionApp { Settings = { ["https_port"] = "" } };
        using var browser = behindProxy.Browser();

        using var answer = await browser.GetAsync(address, Cancel);

        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal([expected], LinksIn(page));
        Assert.DoesNotContain("<form", page);
    }

    [Theory]
    [InlineData("443")]
    [InlineData("")]
    [Threat("NP-07")]
    public async Task Behind_a_proxy_that_hides_https_the_page_neither_redirects_nor_links_to_itself(string port)
    {
        await using var behindProxy = new ProductionApp { Settings = { ["https_port"] = port } };
        using var browser = behindProxy.Browser();
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Mode", "navigate"); // a browser sends it only over https

        foreach (var address in (string[])["http://example.org/", "http://example.org/sign-in", "http://example.org/app.css", "http://example.org/status/426"])
        {
            using var answer = await browser.GetAsync(address, Cancel);

            var page = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
            Assert.Empty(LinksIn(page));
            Assert.Contains("X-Forwarded-Proto", page);
        }
    }

    [Theory]
    [InlineData("/status/426")]
    [InlineData("/status/421")]
    public async Task A_typed_address_of_these_pages_is_no_page(string address)
    {
        using var browser = app.Browser();

        using var answer = await browser.GetAsync(address, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    [Threat("NP-07")]
    public async Task A_page_at_another_host_has_no_link_that_leads_to_it_again()
    {
        using var browser = app.Browser();

        using var answer = await browser.GetAsync("https://other.example/sign-in", Cancel);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Empty(LinksIn(await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task The_app_tells_browsers_to_use_https_for_a_year()
    {
        using var browser = app.Browser();

        using var answer = await browser.GetAsync("/", Cancel);

        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Theory]
    [InlineData("false", "max-age=31536000")]
    [InlineData("True", "max-age=31536000; includeSubDomains")]
    public async Task The_hosts_below_are_included_only_if_a_key_says_so(string? value, string expected)
    {
        await using var configured = new ProductionApp { Settings = { ["Hsts:IncludeSubDomains"] = value } };
        using var browser = configured.Browser();

        using var answer = await browser.GetAsync("/.well-known/passkey-endpoints", Cancel);

        Assert.Equal(expected, answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Theory]
    [InlineData("/session/end")]
    [InlineData("/session/passkey")]
    [InlineData("/session/provider")]
    public async Task A_link_a_prefetch_or_an_empty_post_changes_nothing(string address)
    {
        using var browser = app.Browser();

        using var get = await browser.GetAsync(address, Cancel);
        using var head = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Cancel);
        using var post = await browser.PostAsync(address, null, Cancel);

        // 404 if assets can still be added after the build, as here; 405 in the published app.
        Assert.True(get.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{get.StatusCode}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, post.StatusCode);
        await get.IsAFriendlyPageAsync();
        await post.IsAFriendlyPageAsync();
    }

    [Fact]
    public async Task The_development_provider_does_not_exist()
    {
        using var browser = app.Browser();

        using var answer = await browser.GetAsync("/dev-idp/.well-known/openid-configuration", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Authentication:Google:ClientId", await browser.GetStringAsync("/sign-in", Cancel)); // how to configure a provider
    }

    private static IEnumerable<string> LinksIn(string html) => Regex.Matches(html, "<a [^>]*href=\"(?<to>[^\"]+)\"").Select(link => WebUtility.HtmlDecode(link.Groups["to"].Value));
}
