using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>A session's lifetime, by a clock that the test moves. The provider does not use it, so people sign in at its start.</summary>
public class SessionLifeTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestApp app = new() { Clock = new FakeTimeProvider(DateTimeOffset.UtcNow) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FakeTimeProvider Clock => app.Clock!;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 14 * 24)]
    [Threat("SE-05")]
    public async Task A_session_without_activity_ends(bool stay, int hours)
    {
        using var early = app.Browser();
        await early.SignInAsync(stay: stay);
        Clock.Advance(TimeSpan.FromHours(hours) - Second);
        await OpenPageAsync(early);

        Clock.Advance(TimeSpan.FromHours(hours)); // counted from the last activity

        Assert.Null(await early.WhoAsync());
    }

    [Theory]
    [InlineData(false, 24)]
    [InlineData(true, 30 * 24)]
    [Threat("SE-05")]
    public async Task A_session_ends_however_active_it_is(bool stay, int hours)
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(cookies: cookies);
        var began = Clock.GetUtcNow();
        await browser.SignInAsync(stay: stay);
        var cookie = cookies.GetCookies(app.Address)[Cookies.Session]!;

        var step = TimeSpan.FromHours(hours) / 40;
        while (Clock.GetUtcNow() + step < began.AddHours(hours))
        {
            Clock.Advance(step);
            cookie.Expires = DateTime.MinValue; // the test's own cookie jar knows the real time only
            await OpenPageAsync(browser);
        }

        Clock.Advance(began.AddHours(hours) - Clock.GetUtcNow() - Second);
        Assert.NotNull(await browser.WhoAsync());
        Clock.Advance(Second);
        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    public async Task Activity_is_saved_at_most_once_a_minute()
    {
        using var browser = app.Browser();
        var signedIn = await browser.SignInAsync();
        var began = Clock.GetUtcNow();

        Clock.Advance(TimeSpan.FromMinutes(1) - Second);
        await OpenPageAsync(browser);
        var within = await LastSeenAsync(signedIn);
        Clock.Advance(Second);
        await OpenPageAsync(browser);
        var after = await LastSeenAsync(signedIn);

        Assert.Equal(began, within);
        Assert.Equal(began.AddMinutes(1), after);
    }

    [Theory]
    [InlineData("/api/session")]
    [InlineData("/api/passkeys/signal")]
    [InlineData("/session/confirm/options")]
    [Threat("OT-05")]
    public async Task What_a_page_asks_by_itself_is_no_activity(string address)
    {
        using var browser = app.Browser();
        var signedIn = await browser.SignInAsync();
        var began = Clock.GetUtcNow();

        for (var minutes = 0; minutes < 58; minutes += 2)
        {
            Clock.Advance(TimeSpan.FromMinutes(2));
            using var answer = await browser.GetAsync(address, Cancel);
        }

        Assert.Equal((began, began.AddHours(1)), await LastSeenAndEndAsync(signedIn));
        Assert.NotNull(await browser.WhoAsync());
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    [Threat("SE-04")]
    public async Task A_session_whose_passkey_is_removed_ends_and_the_others_stay()
    {
        using var first = app.Browser();
        using var second = app.Browser();
        using var authenticator = app.Authenticator();
        var signedIn = await first.SignInAsync();
        var passkey = await app.AddPasskeyAsync(signedIn, authenticator);
        using var end = await second.SignInWithPasskeyAsync(authenticator);
        Assert.Equal(SignedIn.ByPasskey, (await second.WhoAsync())!.Method);

        await app.Services.GetRequiredService<UserPasskeys>().RemoveAsync(signedIn.SessionId, passkey.Id, Cancel);

        Assert.Null(await second.WhoAsync());
        Assert.NotNull(await first.WhoAsync());
    }

    [Fact]
    [Threat("OA-18")]
    public async Task A_session_whose_user_is_deleted_ends()
    {
        using var browser = app.Browser();
        await browser.SignInAsync();

        await using var db = app.OpenDatabase();
        await db.Users.ExecuteDeleteAsync(Cancel);

        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    [Threat("OA-18")]
    public async Task Pages_never_see_data_of_a_person_that_is_older_than_the_request()
    {
        using var browser = app.Browser();
        await browser.SignInAsync();

        await using var db = app.OpenDatabase();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Countess of Lovelace"), Cancel);

        Assert.Equal("Countess of Lovelace", (await browser.WhoAsync())!.Name);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task OpenPageAsync(HttpClient browser) => Assert.Contains("Ada Lovelace", await browser.GetStringAsync("/account", Cancel));

    private async Task<DateTimeOffset> LastSeenAsync(SignedIn signedIn) => (await LastSeenAndEndAsync(signedIn)).LastSeen;

    private async Task<(DateTimeOffset LastSeen, DateTimeOffset End)> LastSeenAndEndAsync(SignedIn signedIn)
    {
        await using var db = app.OpenDatabase();
        var session = await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == signedIn.SessionId, Cancel);

        return (session.LastSeenAt, session.ExpiresAt);
    }
}
