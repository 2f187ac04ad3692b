using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

public sealed class SessionCookieTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Threat("SE-02")]
    public async Task The_cookie_is_for_this_host_hidden_from_scripts_and_lives_as_long_as_chosen(bool stay)
    {
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);

        using var answer = await browser.SignInWithPasskeyAsync(authenticator, stay);

        var cookie = answer.SetCookie(Cookies.Session)!;
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteMode.Lax, cookie.SameSite);
        Assert.Equal("/", cookie.Path.Value);
        Assert.False(cookie.Domain.HasValue);
        Assert.Null(cookie.MaxAge);
        Assert.InRange(cookie.ToString().Length, 1, 4096);
        Assert.Equal(stay, cookie.Expires is not null);
        if (stay)
        {
            Assert.InRange(cookie.Expires!.Value - DateTimeOffset.UtcNow, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
        }
    }

    [Fact]
    [Threat("SE-07")]
    public async Task The_cookie_holds_only_the_user_the_session_and_the_sign_in_method()
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(cookies: cookies);
        var signedIn = await browser.SignInAsync();

        var ticket = app.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SessionServices.Scheme)
            .TicketDataFormat.Unprotect(cookies.GetCookies(app.Address)[Cookies.Session]!.Value)!;

        Assert.Equal(
            [("amr", "Development"), ("sid", $"{signedIn.SessionId}"), ("sub", $"{signedIn.UserId}")],
            ticket.Principal.Claims.Select(c => (c.Type, c.Value)).Order());
        Assert.Equal([".expires", ".issued"], ticket.Properties.Items.Keys.Order());
    }

    [Fact]
    [Threat("SE-03")]
    public async Task A_copy_of_the_cookie_does_not_work_after_signing_out()
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(cookies: cookies);
        await browser.SignInAsync();
        var copy = cookies.Copy(app.Address);
        using var thief = app.Browser(cookies: copy);
        Assert.NotNull(await thief.WhoAsync());

        using var end = await browser.PostFormAsync("/", "/session/end");

        Assert.False(cookies.Holds(app.Address, Cookies.Session));
        Assert.Null(await thief.WhoAsync());
        Assert.False(copy.Holds(app.Address, Cookies.Session)); // and the browser's cookie is deleted
    }

    [Fact]
    [Threat("SE-01")]
    public async Task Every_sign_in_opens_a_new_session_and_ends_the_previous_one()
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(cookies: cookies);
        var ada = await browser.SignInAsync("ada");
        var old = cookies.Copy(app.Address);

        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(ada, authenticator);
        using var again = await browser.SignInWithPasskeyAsync(authenticator);
        var now = await browser.WhoAsync();

        using var before = app.Browser(cookies: old);
        Assert.NotEqual(ada.SessionId, now!.SessionId);
        Assert.Null(await before.WhoAsync());
    }

    [Fact]
    [Threat("HO-06", "OA-17")]
    public async Task Another_person_s_sign_in_replaces_the_session_and_mixes_nothing()
    {
        using var browser = app.Browser();
        using var elsewhere = app.Browser();
        using var authenticator = app.Authenticator();
        var grace = await elsewhere.SignInAsync("grace");
        await app.AddPasskeyAsync(grace, authenticator);
        var ada = await browser.SignInAsync("ada");

        using var end = await browser.SignInWithPasskeyAsync(authenticator);

        Assert.Equal(grace.UserId, (await browser.WhoAsync())!.UserId);
        await using var db = app.OpenDatabase();
        Assert.False(await db.Sessions.AnyAsync(s => s.Id == ada.SessionId, Cancel));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [Threat("SE-01")]
    public async Task A_cookie_that_was_not_created_here_does_not_sign_in(string value)
    {
        var cookies = new CookieContainer();
        cookies.Add(app.Address, new Cookie(Cookies.Session, value));
        using var browser = app.Browser(cookies: cookies);

        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    [Threat("SE-02")]
    public async Task Every_other_cookie_is_hidden_from_scripts_and_from_other_sites_too()
    {
        using var browser = app.Browser(followRedirects: false);

        using var page = await browser.GetAsync("/sign-in", Cancel);
        using var way = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Development" });

        var all = page.SetCookies().Concat(way.SetCookies()).ToList();
        Assert.Contains(all, c => c.Name == Cookies.Browser);
        Assert.Contains(all, c => c.Name == Cookies.Antiforgery);
        Assert.Equal(5, all.Count); // including the three of the provider sign-in
        Assert.All(all, c => Assert.True(c.HttpOnly, $"{c}"));
        Assert.All(all, c => Assert.True(c.SameSite is SameSiteMode.Lax or SameSiteMode.Strict, $"{c}"));
        Assert.All(all, c => Assert.False(c.Domain.HasValue, $"{c}"));
    }

    [Fact]
    public async Task The_browser_s_secret_is_created_once()
    {
        using var browser = app.Browser();

        using var first = await browser.GetAsync("/sign-in", Cancel);
        using var second = await browser.GetAsync("/sign-in", Cancel);

        Assert.NotNull(first.SetCookie(Cookies.Browser));
        Assert.Null(second.SetCookie(Cookies.Browser));
    }
}
