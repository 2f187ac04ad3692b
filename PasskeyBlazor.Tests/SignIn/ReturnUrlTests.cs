using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

public sealed class ReturnUrlTests(TestApp app) : IClassFixture<TestApp>
{
    public static TheoryData<string> Foreign =>
    [
        "", " ", "#", "?", "evil", "evil.example", "evil.example/path", ".", "..", "../me", "./me", "~/", "~/me", "~//evil.example",
        "//evil.example", "//evil.example/me", "///evil.example", "////evil.example", "//", "/\\evil.example", "/\\/evil.example", "/\\", "\\evil.example",
        "\\\\evil.example", "\\/evil.example", "http:", "http:/evil.example", "http://evil.example", "http:///evil.example", "HTTP://EVIL.EXAMPLE",
        "https:evil.example", "https:/evil.example", "https://evil.example", "https://localhost@evil.example", "https://localhost.evil.example",
        "http://localhost:5080/me", "ftp://evil.example", "file:///etc/passwd", "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,hello", "vbscript:x", "mailto:a@evil.example", "blob:x", "about:blank", "ws://evil.example",
        "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "/me\r\nSet-Cookie: a=b", "/me\0", "/\u0001", "\t/me", "\n//evil.example",
        " /me", " //evil.example", "\u00a0/me", "\u2028//evil.example", "\uff0f\uff0fevil.example", "\u2215\u2215evil.example", "%2f%2fevil.example",
        "https%3a%2f%2fevil.example", "/session", "/session/", "/session?x=1", "/session#x", "/Session/end/others", "/session/end", "/session/passkey", "/SESSION/provider", "/sign-in", "/sign-in?returnUrl=/me", "/Sign-In",
        "@evil.example", "localhost@evil.example", ":80", "[::1]", "*", "null", "undefined",
    ];

    [Theory]
    [MemberData(nameof(Foreign))]
    [Threat("OA-07")]
    public void An_address_that_is_not_a_local_page_becomes_the_home_page(string address) => Assert.Equal("/", ReturnUrl.Local(address));

    [Fact]
    public void A_missing_address_becomes_the_home_page() => Assert.Equal("/", ReturnUrl.Local(null));

    [Theory]
    [InlineData("/")]
    [InlineData("/me")]
    [InlineData("/sessions")]
    [InlineData("/sessions?ended=true")]
    [InlineData("/passkeys?x=1&y=%2F%2F#list")]
    [InlineData("/protected?next=https://evil.example")]
    [InlineData("/caf%C3%A9")]
    [InlineData("/a//b")]
    [InlineData("/me:80@x")]
    public void A_local_page_stays_as_it_is(string address) => Assert.Equal(address, ReturnUrl.Local(address));

    [Fact]
    [Threat("OA-07")]
    public void An_address_of_a_hundred_kilobytes_becomes_the_home_page() => Assert.Equal("/", ReturnUrl.Local("/" + new string('x', 100_000)));

    [Theory]
    [InlineData("/.//evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/a/..//evil.example")]
    [InlineData("/a/../..//evil.example")]
    [InlineData("/./\\evil.example")]
    [InlineData("/./sign-in")]
    [InlineData("/a/../session/end")]
    [Threat("PR-10")]
    public void An_address_counts_as_it_is_after_its_dots_are_resolved(string address) => Assert.Equal("/", ReturnUrl.Local(address));

    [Theory]
    [InlineData("/account?name=\u00e9", "/account?name=%C3%A9")]
    [InlineData("/\u65e5\u672c#\u8a9e", "/%E6%97%A5%E6%9C%AC#%E8%AA%9E")]
    [InlineData("/\U0001F600", "/%F0%9F%98%80")]
    [InlineData("/caf%C3%A9/\u00e9", "/caf%C3%A9/%C3%A9")]
    [InlineData("/\u202e\ufeff", "/%E2%80%AE%EF%BB%BF")]
    [Threat("PR-09")]
    public void Characters_outside_ASCII_are_percent_encoded_once(string address, string expected)
    {
        Assert.Equal(expected, ReturnUrl.Local(address));
        Assert.Equal(expected, ReturnUrl.Local(expected));
    }

    [Fact]
    [Threat("PR-09")]
    public void An_address_is_measured_encoded_and_half_a_character_is_replaced()
    {
        Assert.Equal(1999, ReturnUrl.Local("/" + new string('\u00e9', 333)).Length);
        Assert.Equal("/", ReturnUrl.Local("/" + new string('\u00e9', 334)));
        Assert.Equal("/%EF%BF%BD", ReturnUrl.Local("/\ud800"));
    }

    [Theory]
    [InlineData("/account?name=\u00e9", "/account?name=%C3%A9")]
    [InlineData("/\u65e5\u672c", "/%E6%97%A5%E6%9C%AC")]
    [InlineData("/\U0001F600?a=\u20ac", "/%F0%9F%98%80?a=%E2%82%AC")]
    [Threat("PR-09")]
    public async Task An_address_outside_ASCII_does_not_fail_after_the_session_is_saved(string address, string expected)
    {
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();
        var fields = new Dictionary<string, string> { ["returnUrl"] = address };

        using var byProvider = await browser.ContinueWithProviderAsync(returnUrl: address);
        await app.AddPasskeyAsync((await browser.WhoAsync())!, authenticator);
        using var byPasskey = await browser.SignInWithPasskeyAsync(authenticator, returnUrl: address);
        Assert.NotNull(await browser.WhoAsync());
        using var there = await browser.GetAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(address), TestContext.Current.CancellationToken);
        using var dropped = await browser.PostFormAsync("/", "/session/link/drop", fields);
        using var signedOut = await browser.PostFormAsync("/", "/session/end", fields);

        Assert.Equal(expected, byProvider.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(expected, byPasskey.Headers.Location!.OriginalString);
        Assert.Equal(expected, new Uri(app.Address, there.Headers.Location!).PathAndQuery);
        Assert.Equal(expected, dropped.Headers.Location!.OriginalString);
        Assert.Equal(expected, signedOut.Headers.Location!.OriginalString);
        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    [Threat("PR-09")]
    public void A_page_with_a_return_address_is_itself_one()
    {
        var longest = "/" + string.Concat(Enumerable.Repeat("%C3%A9", 333));

        Assert.Equal(longest, ReturnUrl.Local(longest));
        Assert.Equal(LinkAddress.Path, LinkAddress.For(longest));
        Assert.Equal("/link?returnUrl=%2Fme", ReturnUrl.Local(LinkAddress.For("/me")));
    }

    [Theory]
    [InlineData("http://example.org//evil.example")]
    [InlineData("http://example.org//evil.example/%5C?returnUrl=//evil.example")]
    [InlineData("http://example.org/%2F/evil.example")]
    [Threat("PR-10")]
    public async Task The_redirect_to_https_stays_on_the_site(string address)
    {
        await using var production = new ProductionApp();
        using var browser = production.Browser();

        using var answer = await browser.GetAsync(new Uri(address), TestContext.Current.CancellationToken);

        Assert.StartsWith("https://example.org/", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("~/me")]
    public async Task Signing_in_or_out_never_leads_to_another_site(string address)
    {
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();
        var fields = new Dictionary<string, string> { ["returnUrl"] = address };

        using var signedIn = await browser.ContinueWithProviderAsync(returnUrl: address);
        await app.AddPasskeyAsync((await browser.WhoAsync())!, authenticator);
        using var byPasskey = await browser.SignInWithPasskeyAsync(authenticator, returnUrl: address);
        using var there = await browser.GetAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(address), TestContext.Current.CancellationToken);
        using var signedOut = await browser.PostFormAsync("/", "/session/end", fields);

        Assert.Equal("/", signedIn.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("/", byPasskey.Headers.Location!.OriginalString);
        Assert.Equal(app.Address, new Uri(app.Address, there.Headers.Location!));
        Assert.Equal("/", signedOut.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Every_sign_in_method_keeps_the_return_address()
    {
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();

        using var byProvider = await browser.ContinueWithProviderAsync(returnUrl: "/account?a=1");
        await app.AddPasskeyAsync((await browser.WhoAsync())!, authenticator);
        using var byPasskey = await browser.SignInWithPasskeyAsync(authenticator, returnUrl: "/account?a=1");
        using var already = await browser.GetAsync("/sign-in?returnUrl=%2Faccount%3Fa%3D1", TestContext.Current.CancellationToken);

        Assert.Equal("/account?a=1", byProvider.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal("/account?a=1", byPasskey.Headers.Location!.OriginalString);
        Assert.Equal("/account?a=1", new Uri(app.Address, already.Headers.Location!).PathAndQuery);
    }
}
