using System.Net;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>The way that was used last on a browser: remembered past the session, and worth nothing but a mark.</summary>
public sealed class LastWayTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_a_host_cookie_out_of_reach_of_scripts_that_lives_as_long_as_browsers_allow()
    {
        await using var production = new Accounts();
        using var scope = production.CreateScope();
        var session = await production.SignInAsync();
        var http = production.EnterRequest(scope);

        production.Get<LastWay>().Write(http, session);

        Assert.Equal("__Host-last-way=Example; max-age=34560000; path=/; secure; samesite=lax; httponly", http.Response.Headers.SetCookie.Single());
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
        Assert.Equal(LastWay.Of(passkey.Id), Remembered(cookies));
    }

    private string? Remembered(CookieContainer cookies) => cookies.GetCookies(app.Address)["passkeyblazor-last-way"]?.Value;
}
