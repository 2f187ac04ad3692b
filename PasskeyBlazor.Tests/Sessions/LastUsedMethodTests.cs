using System.Net;
using System.Text.RegularExpressions;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>The browser remembers the last used sign-in method after the session ends. It only causes a mark on a button.</summary>
public sealed class LastUsedMethodTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_a_host_cookie_that_scripts_cannot_read_and_lives_as_long_as_browsers_allow()
    {
        await using var production = new Accounts();
        using var scope = production.CreateScope();
        var session = await production.SignInAsync();
        var http = Accounts.RequestIn(scope);

        production.Get<LastUsedMethod>().Write(http, session);

        Assert.Equal("__Host-last-used-method=Example; max-age=34560000; path=/; secure; samesite=lax; httponly", http.Response.Headers.SetCookie.Single());
    }

    [Fact]
    public async Task It_is_remembered_when_a_session_opens_and_past_its_end()
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(cookies: cookies);
        using var authenticator = app.Authenticator();

        var passkey = await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);
        Assert.Equal("Development", Remembered(cookies));

        using var opened = await browser.SignInWithPasskeyAsync(authenticator);
        using var ended = await browser.PostFormAsync("/", "/session/end");
        Assert.Null(await browser.WhoAsync());
        Assert.Equal(LastUsedMethod.Of(passkey.Id), Remembered(cookies));
    }

    [Theory]
    [InlineData("passkey.0198c4f2-7d1e-7c3a-9d55-0a1b2c3d4e5f", "Sign in with a passkey")]
    [InlineData("Development", "Continue with Development")]
    public async Task The_sign_in_page_marks_it_on_its_button(string way, string button)
    {
        using var browser = app.Browser(cookies: WithWay(way));

        var page = await browser.GetStringAsync("/sign-in", Cancel);

        Assert.Matches($"{button}\\s*<small id=\"used-last\" aria-hidden=\"true\">Used last</small>", page);
        Assert.Single(Regex.Matches(page, "aria-describedby=\"used-last\""));
        Assert.DoesNotContain("0198c4f2", page);
    }

    [Theory]
    [InlineData("Unknown")]
    [InlineData("passkey")]
    [InlineData("development")]
    [InlineData("%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    public async Task An_unknown_sign_in_method_is_not_marked_and_never_shown(string way)
    {
        using var browser = app.Browser(cookies: WithWay(way));

        var page = await browser.GetStringAsync("/sign-in", Cancel);

        Assert.DoesNotContain("Used last", page);
        Assert.DoesNotContain("Unknown", page);
        Assert.DoesNotContain("alert(1)", page);
    }

    private CookieContainer WithWay(string way)
    {
        var cookies = new CookieContainer();
        cookies.Add(app.Address, new Cookie(Cookies.LastUsedMethod, way));

        return cookies;
    }

    private string? Remembered(CookieContainer cookies) => cookies.GetCookies(app.Address)[Cookies.LastUsedMethod]?.Value;
}
