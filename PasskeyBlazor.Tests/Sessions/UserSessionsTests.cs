using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>A person sees their other sessions and ends them.</summary>
public class UserSessionsTests : IAsyncDisposable
{
    private readonly TestApp app = new();
    private readonly HttpClient browser;
    private readonly HttpClient phone;

    public UserSessionsTests()
    {
        browser = app.Browser(followRedirects: false);
        browser.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36");
        phone = app.Browser();
        phone.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_this_browser_separately_from_the_others()
    {
        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(await phone.SignInAsync(), authenticator);
        using var byPasskey = await phone.SignInWithPasskeyAsync(authenticator, stay: true);
        await browser.SignInAsync();

        var page = await browser.GetStringAsync("/sessions", Cancel);

        var (here, elsewhere) = (page[page.IndexOf("This browser", StringComparison.Ordinal)..page.IndexOf("Elsewhere", StringComparison.Ordinal)],
            page[page.IndexOf("Elsewhere", StringComparison.Ordinal)..]);
        Assert.Contains("Chrome on Linux", here);
        Assert.Contains("Active now", here);
        Assert.Contains("Signed in with Development", here);
        Assert.Contains("Ends when you close the browser, or", here);
        Assert.DoesNotContain("Sign out", here);
        Assert.Contains("Chrome on Android", elsewhere);
        Assert.Contains("Signed in with a passkey, ", elsewhere);
        Assert.Contains("Last active", elsewhere);
        Assert.Contains("127.0.0.1", elsewhere);
        Assert.DoesNotContain("Chrome on Linux", elsewhere);
    }

    [Fact]
    [Threat("SE-03", "SE-04", "LG-03")]
    public async Task A_person_can_end_one_other_session_and_its_cookie_stops_working()
    {
        var ada = await browser.SignInAsync();
        var hers = await phone.SignInAsync();
        using var third = app.Browser();
        await third.SignInAsync();
        await LeavePendingLinkAsync(ada);

        using var end = await EndOtherAsync($"{hers.SessionId}");

        Assert.Equal("/sessions?ended=true", end.Headers.Location?.OriginalString);
        Assert.Null(await phone.WhoAsync());
        Assert.NotNull(await third.WhoAsync());
        Assert.NotNull(await browser.WhoAsync());
        var told = await ToldAsync(ada);
        Assert.Equal((new AccountEventDetail { Browser = "Chrome", System = "Android" }, "Chrome", "Linux"), (told.Detail, told.Browser, told.System));
        Assert.Contains("Chrome on Android", await browser.GetStringAsync("/activity", Cancel));
        await using var db = app.OpenDatabase();
        Assert.Empty(await db.PendingLinks.ToListAsync(Cancel));
    }

    [Fact]
    [Threat("SE-04", "LG-03")]
    public async Task A_person_can_end_all_other_sessions_at_once_and_no_other_user_s()
    {
        var ada = await browser.SignInAsync();
        await phone.SignInAsync();
        using var third = app.Browser();
        await third.SignInAsync();
        using var grace = app.Browser();
        await grace.SignInAsync("grace");

        using var end = await browser.PostFormAsync("/sessions", "/session/end/others");

        Assert.Equal("/sessions?ended=true", end.Headers.Location?.OriginalString);
        Assert.Equal((null, null), (await phone.WhoAsync(), await third.WhoAsync()));
        Assert.Equal(ada.SessionId, (await browser.WhoAsync())!.SessionId);
        Assert.NotNull(await grace.WhoAsync());
        Assert.Equal(new AccountEventDetail { Sessions = 2 }, (await ToldAsync(ada)).Detail);
        Assert.Contains("All others: 2", await browser.GetStringAsync("/activity", Cancel));
        Assert.Contains("You are signed in nowhere else.", await browser.GetStringAsync("/sessions", Cancel));
    }

    [Fact]
    public async Task Signing_out_elsewhere_requires_no_reauthentication()
    {
        await browser.SignInAsync();
        var hers = await phone.SignInAsync();
        await app.AgeSessionsAsync();

        using var end = await EndOtherAsync($"{hers.SessionId}");

        Assert.Null(await phone.WhoAsync());
    }

    [Fact]
    [Threat("WB-05", "WB-07")]
    public async Task Another_user_s_session_is_unchanged_and_treated_like_a_missing_one()
    {
        var mallory = await browser.SignInAsync("mallory");
        var hers = (await phone.SignInAsync()).SessionId;
        var before = await app.KeptRowsAsync();
        string[] forms =
        [
            $"{hers}", $"{hers:N}", $"{hers:B}", $"{hers}".ToUpperInvariant(), $"{hers},{hers}", Convert.ToBase64String(hers.ToByteArray()),
            $"{Guid.NewGuid()}", $"{Guid.Empty}", "", "garbage", "*", $"{mallory.SessionId}",
        ];

        foreach (var form in forms)
        {
            using var end = await EndOtherAsync(form);

            Assert.Equal("/sessions", end.Headers.Location?.OriginalString);
        }

        Assert.Equal(before, await app.KeptRowsAsync());
        Assert.NotNull(await phone.WhoAsync());
    }

    [Theory]
    [InlineData("/session/end/other")]
    [InlineData("/session/end/others")]
    public async Task A_signed_out_person_is_sent_to_sign_in(string address)
    {
        using var end = await browser.PostFormAsync("/sign-in", address);

        Assert.Equal("/sign-in?failure=SignedOut&returnUrl=%2Fsessions", end.Headers.Location?.OriginalString);
    }

    [Fact]
    [Threat("SE-08")]
    public async Task The_page_shows_the_newest_of_ten_thousand_sessions_and_ends_all()
    {
        var ada = await browser.SignInAsync();
        await using (var db = app.OpenDatabase())
        {
            var mine = await db.Sessions.AsNoTracking().SingleAsync(Cancel);
            db.Sessions.AddRange(Enumerable.Range(1, 10_000).Select(i => new Session
            {
                UserId = ada.UserId,
                Browser = $"Browser {i}.",
                CreatedAt = mine.CreatedAt,
                AuthenticatedAt = mine.CreatedAt,
                LastSeenAt = mine.CreatedAt.AddMilliseconds(i),
                ExpiresAt = mine.ExpiresAt,
            }));
            await db.SaveChangesAsync(Cancel);
        }

        var page = await browser.GetStringAsync("/sessions", Cancel);
        using var end = await browser.PostFormAsync("/sessions", "/session/end/others");

        Assert.Contains("Browser 10000.", page);
        Assert.Contains("Browser 9901.", page);
        Assert.DoesNotContain("Browser 9900.", page);
        Assert.Contains("9900 more", page);
        await using var after = app.OpenDatabase();
        Assert.Equal(ada.SessionId, (await after.Sessions.SingleAsync(Cancel)).Id);
    }

    [Fact]
    [Threat("LG-03")]
    public async Task The_log_says_that_sessions_ended_but_not_which()
    {
        var ada = await browser.SignInAsync();
        var hers = await phone.SignInAsync();
        var before = app.Log.Count;

        using var end = await EndOtherAsync($"{hers.SessionId}");

        Assert.Contains(app.Log, line => line.Contains($"User {ada.UserId} ended 1 other sessions.", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.Skip(before), line => line.StartsWith("Information PasskeyBlazor", StringComparison.Ordinal)
            && line.Contains($"{hers.SessionId}", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        phone.Dispose();
        await app.DisposeAsync();
    }

    private Task<HttpResponseMessage> EndOtherAsync(string id) =>
        browser.PostFormAsync("/sessions", "/session/end/other", new Dictionary<string, string> { ["id"] = id });

    private async Task<AccountEvent> ToldAsync(SignedIn signedIn)
    {
        await using var db = app.OpenDatabase();

        return await db.AccountEvents.SingleAsync(a => a.UserId == signedIn.UserId && a.Kind == AccountEventKind.SessionsEnded, Cancel);
    }

    private async Task LeavePendingLinkAsync(SignedIn signedIn)
    {
        await using var db = app.OpenDatabase();
        db.PendingLinks.Add(NewRows.PendingLink(signedIn.UserId, DateTimeOffset.UtcNow));
        await db.SaveChangesAsync(Cancel);
    }
}
