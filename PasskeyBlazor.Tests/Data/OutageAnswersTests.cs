using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>What requests get while the database does not answer: an answer within five seconds, and the same cookies as before.</summary>
public sealed class OutageAnswersTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ServerFaults server = new();
    private readonly TestApp app;

    public OutageAnswersTests() => app = new() { StandIns = services => services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(server)) };

    public static TheoryData<string> Faults => [ServerFaults.Closed, ServerFaults.Silent, ServerFaults.Exhausted];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("DB-01", "DB-02")]
    public async Task Each_kind_of_request_is_told_when_to_try_again_and_goes_on_later_without_a_new_sign_in(string fault)
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(followRedirects: false, cookies);
        var ada = await app.SignInAsAdministratorAsync(browser);
        using var token = await FormAsync(browser);
        var before = cookies.GetCookies(app.Address)[Cookies.Session]!.Value;

        server.Break(fault);
        var answers = await Task.WhenAll(
            InTimeAsync(browser.GetAsync("/passkeys", Cancel)),
            InTimeAsync(browser.GetAsync("/activity?before=1", Cancel)),
            InTimeAsync(browser.GetAsync("/admin?search=ada", Cancel)),
            InTimeAsync(browser.GetAsync("/session/passkey/options", Cancel)),
            InTimeAsync(browser.GetAsync("/api/session", Cancel)),
            InTimeAsync(browser.PostAsync("/session/end", token, Cancel)),
            InTimeAsync(browser.PostAsync("/admin/disable", token, Cancel)));
        server.Mend();

        foreach (var answer in answers)
        {
            using (answer)
            {
                IsForNow(answer);
                Assert.False(answer.Headers.Contains("Set-Cookie"), answer.RequestMessage!.RequestUri!.PathAndQuery);
                await answer.IsAFriendlyPageAsync();
            }
        }

        Assert.Equal(before, cookies.GetCookies(app.Address)[Cookies.Session]!.Value);
        Assert.Equal(ada.SessionId, (await browser.WhoAsync())!.SessionId);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("DB-02")]
    public async Task The_answer_of_a_provider_is_not_lost(string fault)
    {
        using var browser = app.Browser(followRedirects: false);
        using var chooser = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Development", ["returnUrl"] = "/passkeys" });
        var choice = HttpPages.HiddenFields(await browser.GetStringAsync(chooser.Headers.Location, Cancel));
        choice["account"] = "ada";
        using var chosen = await browser.GetAsync(Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/dev-idp/authorize", choice!), Cancel);
        using var returned = await browser.GetAsync(chosen.Headers.Location, Cancel);

        server.Break(fault);
        using var refused = await InTimeAsync(browser.GetAsync(returned.Headers.Location, Cancel));
        server.Mend();
        using var later = await browser.GetAsync(returned.Headers.Location, Cancel);

        IsForNow(refused);
        await refused.IsAFriendlyPageAsync();
        Assert.Equal("/passkeys", later.Headers.Location?.OriginalString);
        Assert.NotNull(await browser.WhoAsync());
    }

    /// <summary>Each request first saves the activity of its session, and both writes wait for a turn and for the lock.</summary>
    [Fact]
    [Threat("DB-01")]
    public async Task The_waits_of_one_request_do_not_add_up_while_another_process_keeps_the_lock()
    {
        var browsers = Enumerable.Range(0, 4).Select(_ => app.Browser(followRedirects: false)).ToList();
        var forms = new List<FormUrlEncodedContent>();
        foreach (var browser in browsers)
        {
            await browser.SignInAsync();
            forms.Add(await FormAsync(browser));
        }

        await using var db = app.OpenDatabase();
        await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, DateTimeOffset.UtcNow.AddMinutes(-10)), Cancel);
        await using var other = new SqliteConnection(app.Database.ConnectionString + ";Pooling=False");
        await other.OpenAsync(Cancel);
        await ExecuteAsync(other, "BEGIN IMMEDIATE");
        var pages = browsers.Select(browser => InTimeAsync(browser.GetAsync("/passkeys", Cancel)));
        var posts = browsers.Zip(forms, (browser, form) => InTimeAsync(browser.PostAsync("/session/end", form, Cancel)));
        var answers = await Task.WhenAll(posts.Concat(pages));
        await ExecuteAsync(other, "ROLLBACK");

        Assert.All(answers[..4], IsForNow);
        Assert.All(answers[4..], page => Assert.Contains(page.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]));
        foreach (var browser in browsers)
        {
            Assert.NotNull(await browser.WhoAsync());
            browser.Dispose();
        }
    }

    [Fact]
    [Threat("DB-01")]
    public async Task A_probe_is_told_when_to_ask_again()
    {
        await using var db = app.OpenDatabase();
        using var browser = app.Browser();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE __EFMigrationsHistory RENAME TO Lost", Cancel);

        IsForNow(await browser.GetAsync("/health/ready", Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        server.Dispose();
    }

    private static void IsForNow(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter?.Delta ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    private static async Task<HttpResponseMessage> InTimeAsync(Task<HttpResponseMessage> request)
    {
        var watch = Stopwatch.StartNew();
        var answer = await request;
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Limit);

        return answer;
    }

    /// <summary>A form with the antiforgery token of the person's page.</summary>
    private static async Task<FormUrlEncodedContent> FormAsync(HttpClient browser)
    {
        const string Token = "__RequestVerificationToken";

        return new([new(Token, HttpPages.HiddenFields(await browser.ReadFormPageAsync("/"))[Token]), new("user", $"{Guid.NewGuid()}")]);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
