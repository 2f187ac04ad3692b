using System.Net;
using Microsoft.AspNetCore.Components.Endpoints;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>Which addresses answer HEAD. Scanners of links and monitors send it.</summary>
public sealed class HeadTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_page_and_file_answers_HEAD_as_GET_without_a_body(bool isSignedIn)
    {
        using var browser = app.Browser(followRedirects: false);
        if (isSignedIn)
        {
            await browser.SignInAsync();
        }

        var pages = app.Endpoints().Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).Select(e => e.Address()).Distinct().ToList();
        Assert.Superset(new HashSet<string> { "/", "/sign-in", "/account", "/policy", "/link", "/status/404" }, pages.ToHashSet());
        string[] others = ["/no-such-page", "/.well-known/passkey-endpoints", "/.well-known/webauthn", "/app.css", "/favicon.svg", "/_framework/blazor.server.js", "/health/live", "/health/ready"];

        foreach (var address in pages.Concat(others))
        {
            using var get = await browser.GetAsync(address, Cancel);
            using var head = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Cancel);

            Assert.True(get.StatusCode == head.StatusCode, $"{address}: {get.StatusCode}, {head.StatusCode}");
            Assert.Equal($"{get.Content.Headers.ContentType}", $"{head.Content.Headers.ContentType}");
            Assert.Equal(get.Headers.Location, head.Headers.Location);
            Assert.Equal($"{get.Headers.CacheControl}", $"{head.Headers.CacheControl}");
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
            head.HasSecurityHeaders();
        }
    }

    [Fact]
    [Threat("HE-03")]
    public async Task No_address_of_a_session_and_no_callback_answers_HEAD()
    {
        using var browser = app.Browser(followRedirects: false);
        var signedIn = await browser.SignInAsync();
        string[] callbacks = ["/signin-oidc-development", "/SIGNIN-OIDC-Development?code=x&state=y", "/signin-github", "/signout-callback-oidc", "/session", "/Session/provider/callback?error=Failed"];
        var session = app.Endpoints().Select(e => e.Address()).Where(address => address.StartsWith("/session/", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Contains("/session/provider/callback", session);

        foreach (var address in session.Concat(callbacks))
        {
            using var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, address), Cancel);

            Assert.True(answer.StatusCode == HttpStatusCode.MethodNotAllowed, $"{address}: {answer.StatusCode}");
            Assert.Contains("GET", answer.Content.Headers.Allow);
            Assert.Empty(answer.SetCookies());
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancel));
        }

        Assert.Equal(signedIn.SessionId, (await browser.WhoAsync())!.SessionId);
    }

    /// <summary>A scanner that shares the browser's cookies asks each address first.</summary>
    [Fact]
    [Threat("HE-03")]
    public async Task HEAD_uses_up_nothing_of_a_sign_in_at_a_provider()
    {
        using var browser = app.Browser(followRedirects: false);
        var fields = new Dictionary<string, string> { ["provider"] = "Development", ["returnUrl"] = "/policy" };
        using var started = await browser.PostFormAsync("/sign-in", "/session/provider", fields);
        using var chooser = await browser.GetAsync(started.Headers.Location, Cancel);
        var choice = HttpPages.HiddenFields(await chooser.Content.ReadAsStringAsync(Cancel));
        choice["account"] = "ada";
        var next = new Uri(app.Address, Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/dev-idp/authorize", choice!));
        var refused = 0;

        while (next.AbsolutePath != "/policy")
        {
            if (!next.AbsolutePath.StartsWith("/dev-idp", StringComparison.Ordinal))
            {
                using var head = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, next), Cancel);
                Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
                refused++;
            }

            using var step = await browser.GetAsync(next, Cancel);
            next = new Uri(app.Address, step.Headers.Location!);
        }

        Assert.Equal(2, refused); // the handler's address, and the app's own behind it
        Assert.NotNull(await browser.WhoAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=x")]
    [InlineData("?error=server_error&state=")]
    [InlineData(null)] // the state of a sign-in
    [Threat("HE-06")]
    public async Task Who_returns_from_signing_out_at_a_provider_comes_to_the_home_page(string? query)
    {
        using var browser = app.Browser(followRedirects: false);
        if (query is null)
        {
            using var started = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Development" });
            query = started.Headers.Location!.Query;
            Assert.Contains("state=", query);
        }

        using var answer = await browser.GetAsync("/signout-callback-oidc" + query, Cancel);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }
}
