using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Account;

/// <summary>Account events are stored with the account and shown only to its owner.</summary>
public partial class UserAccountEventsTests : IAsyncDisposable
{
    private readonly TestApp app = new();
    private readonly HttpClient browser;
    private readonly SoftwareAuthenticator authenticator;

    public UserAccountEventsTests()
    {
        browser = app.Browser(followRedirects: false);
        browser.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36");
        authenticator = app.Authenticator();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_account_event_is_stored_once_with_the_names_of_that_time()
    {
        var ada = await browser.SignInAsync();
        var passkey = await app.AddPasskeyAsync(ada, authenticator);
        await Passkeys.RenameAsync(ada.SessionId, passkey.Id, "Laptop", Cancel);
        using var confirmed = await browser.SignInWithPasskeyAsync(authenticator);
        var session = (await browser.WhoAsync())!.SessionId;
        await Passkeys.RemoveAsync(session, passkey.Id, Cancel);
        await browser.SignInAsync();
        using var end = await browser.PostFormAsync("/", "/session/end");

        var unnamed = new AccountEventDetail { Aaguid = passkey.Aaguid, Kind = AuthenticatorKind.Phone, Browser = passkey.Browser, System = passkey.System };
        var named = unnamed with { Name = "Laptop" };
        var all = await ActivitiesAsync(ada.UserId);
        Assert.Equal(
            [
                (AccountEventKind.SignedIn, "Development", null),
                (AccountEventKind.PasskeyAdded, null, unnamed),
                (AccountEventKind.PasskeyRenamed, null, unnamed with { NewName = "Laptop" }),
                (AccountEventKind.SignedIn, "passkey", named),
                (AccountEventKind.PasskeyRemoved, null, named),
                (AccountEventKind.SignedIn, "Development", null),
                (AccountEventKind.SignedOut, null, null),
            ],
            all.Select(a => (a.Kind, a.Method, a.Detail)));
        Assert.All(all, a => Assert.Equal(("Chrome", "Linux"), (a.Browser, a.System)));
        Assert.All(all, a => Assert.Contains(a.Address, (string[])["127.0.0.1", "::1", "::ffff:127.0.0.1"]));
    }

    [Fact]
    public async Task A_known_passkey_s_refusal_is_an_account_event_and_an_unknown_one_s_is_not()
    {
        var ada = await browser.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
        using var stranger = app.Browser(followRedirects: false);
        using var unknown = app.Authenticator();
        var before = (await ActivitiesAsync()).Count;
        var started = await stranger.BeginSignInAsync();

        using var bent = await stranger.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson, a => a.BendSignature = s => [.. s[..^1], (byte)(s[^1] ^ 1)]));
        using var unknowns = await stranger.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson, a => a.CredentialId = new byte[32]));

        Assert.Equal(bent.Headers.Location, unknowns.Headers.Location);
        var told = Assert.Single((await ActivitiesAsync(atLeast: before + 1)).Skip(before));
        Assert.Equal((ada.UserId, AccountEventKind.SignInRefused, "passkey"), (told.UserId, told.Kind, told.Method));
        Assert.Contains(app.Log, line => line.Contains($", credential {told.Hash}). Reference {told.Reference}.", StringComparison.Ordinal));
        Assert.Contains(told.Reference!, await browser.GetStringAsync("/activity", Cancel));
    }

    [Fact]
    public async Task A_sign_in_that_was_not_saved_stores_no_account_event()
    {
        var ada = await browser.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
        using var stranger = app.Browser(followRedirects: false);
        var started = await stranger.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        using var first = await stranger.PostPasskeyAsync(started.State, credential);
        var before = (await ActivitiesAsync()).Count;

        using var second = await stranger.PostPasskeyAsync(started.State, credential);

        Assert.Contains("ChallengeSpent", second.Headers.Location!.OriginalString);
        Assert.Equal(before, (await ActivitiesAsync()).Count);
    }

    [Fact]
    public async Task Reauthentication_and_its_refusal_for_another_account_are_account_events()
    {
        var ada = await browser.SignInAsync();
        await app.AgeSessionsAsync();
        using var wrong = await ReauthenticateAsync("grace");
        using var right = await ReauthenticateAsync("ada");

        Assert.Equal(
            [AccountEventKind.SignedIn, AccountEventKind.ReauthenticationRefused, AccountEventKind.Reauthenticated],
            (await ActivitiesAsync(ada.UserId, atLeast: 3)).Select(a => a.Kind));
    }

    [Fact]
    public async Task The_page_shows_only_the_person_s_own_account_events_newest_first_and_as_text()
    {
        using var other = app.Browser();
        var grace = await other.SignInAsync("grace");
        var ada = await browser.SignInAsync();
        await WriteAsync(grace.UserId, "of Grace");
        await WriteAsync(ada.UserId, "<script>planted()</script>");

        var page = await browser.GetStringAsync("/activity", Cancel);

        Assert.DoesNotContain("of Grace", page);
        Assert.DoesNotContain("<script>planted", page);
        Assert.Contains("&lt;script&gt;planted", page);
        Assert.Contains("Signed in with Development", page);
        Assert.True(page.IndexOf("planted", StringComparison.Ordinal) < page.IndexOf("Signed in with Development", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task Older_account_events_are_on_the_next_page_and_an_invalid_cursor_shows_the_first_page(string cursor)
    {
        var ada = await browser.SignInAsync();
        for (var i = 0; i < 60; i++)
        {
            await WriteAsync(ada.UserId, $"number {i}.");
        }

        var first = await browser.GetStringAsync($"/activity?before={cursor}", Cancel);
        var older = first[(first.LastIndexOf("/activity?before=", StringComparison.Ordinal) + "/activity?before=".Length)..][..36];
        var second = await browser.GetStringAsync($"/activity?before={older}", Cancel);

        Assert.Contains("number 59.", first);
        Assert.DoesNotContain("number 9.", first);
        Assert.Contains("number 9.", second);
        Assert.DoesNotContain("Show older", second);
    }

    [Fact]
    public async Task Account_events_of_one_moment_appear_once_across_all_pages()
    {
        var ada = await browser.SignInAsync();
        var all = Enumerable.Range(1, 120).Select(i => $"number {i}.").ToList();
        var moment = DateTimeOffset.UtcNow;
        await using (var db = app.OpenDatabase())
        {
            db.AccountEvents.AddRange(all.Select(detail => new AccountEvent { UserId = ada.UserId, At = moment, Kind = AccountEventKind.PasskeyAdded, Detail = new() { Name = detail } }));
            await db.SaveChangesAsync(Cancel);
        }

        var told = new List<string>();
        var address = "/activity";
        for (var pages = 0; address is not null && pages < 5; pages++)
        {
            var page = await browser.GetStringAsync(address, Cancel);
            told.AddRange(Number().Matches(page).Select(number => number.Value));
            address = Older().Match(page) is { Success: true } older ? WebUtility.HtmlDecode(older.Groups["address"].Value) : null;
        }

        Assert.Equal(all.Order(), told.Order());
    }

    [Fact]
    public async Task Old_account_events_are_deleted()
    {
        await using var accounts = new Accounts();
        var ada = await accounts.SignInAsync();
        accounts.Clock.Advance(TimeSpan.FromDays(89));
        await SweepAsync(accounts);
        var kept = await accounts.AskAsync(db => db.AccountEvents.CountAsync(Cancel));

        accounts.Clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync(accounts);

        Assert.Equal((1, 0), (kept, await accounts.AskAsync(db => db.AccountEvents.CountAsync(a => a.UserId == ada.UserId, Cancel))));
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        authenticator.Dispose();
        await app.DisposeAsync();
    }

    private UserPasskeys Passkeys => app.Services.GetRequiredService<UserPasskeys>();

    private static Task SweepAsync(Accounts accounts) =>
        accounts.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>().OfType<ExpiredRows>().Single().SweepAsync(Cancel);

    private async Task<HttpResponseMessage> ReauthenticateAsync(string account)
    {
        using var chooser = await browser.PostFormAsync("/", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Development", ["returnUrl"] = "/me" });

        return await browser.ChooseAsync(chooser, account);
    }

    private async Task WriteAsync(Guid userId, string detail)
    {
        await using var db = app.OpenDatabase();
        db.AccountEvents.Add(new AccountEvent { UserId = userId, At = DateTimeOffset.UtcNow, Kind = AccountEventKind.PasskeyAdded, Detail = new() { Name = detail } });
        await db.SaveChangesAsync(Cancel);
    }

    /// <summary>A refusal is stored after its answer is sent, so it may not be stored yet.</summary>
    private Task<List<AccountEvent>> ActivitiesAsync(Guid? userId = null, int atLeast = 0) => Eventually.SeeAsync(
        async () =>
        {
            await using var db = app.OpenDatabase();

            return await db.AccountEvents.Where(a => userId == null || a.UserId == userId).OrderBy(a => a.At).ToListAsync(Cancel);
        },
        all => all.Count >= atLeast,
        $"{atLeast} rows of what happened");

    [GeneratedRegex(@"number \d+\.")]
    private static partial Regex Number();

    [GeneratedRegex("""class="button" href="(?<address>/activity\?before=[^"]+)""")]
    private static partial Regex Older();
}
