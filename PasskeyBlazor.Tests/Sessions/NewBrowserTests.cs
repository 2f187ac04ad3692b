using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>The first sign-in from a browser is marked in the activity, and no other one.</summary>
public sealed class NewBrowserTests : IAsyncDisposable
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly TestApp app = new();
    private readonly CookieContainer cookies = new();
    private readonly HttpClient browser;

    public NewBrowserTests()
    {
        browser = app.Browser(followRedirects: false, cookies);
        browser.DefaultRequestHeaders.UserAgent.ParseAdd(Firefox);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("NP-10")]
    public async Task The_very_first_sign_in_is_not_marked_and_the_first_one_of_another_browser_is_marked_once()
    {
        await browser.SignInAsync();
        using var other = app.Browser(followRedirects: false);
        other.DefaultRequestHeaders.UserAgent.ParseAdd(Firefox); // the same product is no proof of the same browser

        await other.SignInAsync();
        using var end = await other.PostFormAsync("/", "/session/end");
        await other.SignInAsync();
        using var again = await browser.PostFormAsync("/", "/session/end");
        await browser.SignInAsync();

        Assert.Equal([null, true, null, null], await MarksAsync());
        var page = await browser.GetStringAsync("/activity", Cancel);
        Assert.Single(page.Split("New browser").Skip(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Threat("NP-10")]
    public async Task A_passkey_in_a_new_browser_is_marked_too_and_a_session_that_ended_by_itself_changes_nothing(bool isKnown)
    {
        using var authenticator = app.Authenticator();
        var ada = await browser.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
        await using (var db = app.OpenDatabase())
        {
            await db.Sessions.ExecuteDeleteAsync(Cancel);
            await db.AccountEvents.ExecuteDeleteAsync(Cancel); // events are deleted after some time; the browser stays known
        }

        using var another = app.Browser(followRedirects: false);
        using var answer = await (isKnown ? browser : another).SignInWithPasskeyAsync(authenticator);

        Assert.Equal([isKnown ? null : true], await MarksAsync());
        Assert.NotNull((await EventsAsync()).Single().Detail!.Aaguid); // the passkey is named as well
    }

    [Fact]
    [Threat("NP-10")]
    public async Task People_who_share_a_browser_are_known_in_it_each_by_themselves()
    {
        await browser.SignInAsync();
        using var home = app.Browser();
        await home.SignInAsync("grace");

        foreach (var account in (string[])["grace", "ada", "grace", "ada"])
        {
            await browser.SignInAsync(account);
        }

        Assert.Equal([null, null, true, null, null, null], await MarksAsync()); // Grace once, who has signed in at home before
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{id}")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [Threat("NP-10")]
    public async Task A_stranger_cannot_make_a_browser_known(string? value)
    {
        var ada = await browser.SignInAsync();
        var strange = new CookieContainer();
        if (value is not null)
        {
            strange.Add(app.Address, new Cookie("passkeyblazor-accounts", value.Replace("{id}", $"{ada.UserId:N}", StringComparison.Ordinal)));
        }

        using var stranger = app.Browser(cookies: strange);
        await stranger.SignInAsync();

        Assert.Equal([null, true], await MarksAsync());
        Assert.DoesNotContain($"{ada.UserId:N}", strange.GetCookies(app.Address)["passkeyblazor-accounts"]!.Value);
    }

    [Fact]
    [Threat("NP-10")]
    public async Task A_confirmation_and_a_refused_sign_in_mark_nothing()
    {
        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);
        var options = await browser.GetConfirmationOptionsAsync();
        using var confirmed = await browser.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string>
        {
            ["state"] = options.State,
            ["credential"] = authenticator.Get(options.OptionsJson),
            ["returnUrl"] = "/",
        });
        Assert.Equal([null, null, null], await MarksAsync());
        Assert.Equal(AccountEventKind.Reauthenticated, (await EventsAsync())[^1].Kind);

        using var disabled = app.Browser(followRedirects: false);
        await using (var db = app.OpenDatabase())
        {
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTimeOffset.UtcNow), Cancel);
        }

        using var refused = await disabled.SignInWithPasskeyAsync(authenticator);
        Assert.DoesNotContain(refused.SetCookies(), cookie => cookie.Name == "passkeyblazor-accounts");
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    private async Task<List<AccountEvent>> EventsAsync()
    {
        await using var db = app.OpenDatabase();

        return await db.AccountEvents.Where(a => a.Kind != AccountEventKind.SignedOut).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync(Cancel);
    }

    private async Task<IEnumerable<bool?>> MarksAsync() => (await EventsAsync()).Select(a => a.Detail?.IsNewBrowser);
}
