using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The app while the database does not answer, and after a restart.</summary>
public sealed partial class OutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("CR-08")]
    public async Task A_locked_database_refuses_for_now_and_the_same_answer_signs_in_later()
    {
        await using var app = new TestApp();
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        await using var db = app.OpenDatabase();
        await using var other = new SqliteConnection(db.Database.GetConnectionString());
        await other.OpenAsync(Cancel);

        await ExecuteAsync(other, "BEGIN EXCLUSIVE");
        using var refused = await browser.PostPasskeyAsync(started.State, credential);
        await ExecuteAsync(other, "ROLLBACK");
        using var later = await browser.PostPasskeyAsync(started.State, credential);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await refused.IsAFriendlyPageAsync();
        Assert.Equal("/", await RetryAsync(refused)); // a link cannot send the form again
        Assert.Null(refused.SetCookie(Cookies.Session));
        Assert.Equal("/", later.Headers.Location?.OriginalString);
        Assert.Equal("passkey", (await browser.WhoAsync())!.Method);
    }

    [Fact]
    [Threat("WB-13")]
    public async Task A_database_without_tables_refuses_with_a_reference_that_is_in_the_log()
    {
        await using var app = new TestApp();
        using var browser = app.Browser(followRedirects: false);
        await browser.SignInAsync();
        await using var db = app.OpenDatabase();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE Sessions RENAME TO Lost", Cancel);

        using var answer = await browser.GetAsync("/activity?before=1", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
        Assert.Equal("/activity?before=1", await RetryAsync(answer));
        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains(app.Log, line => References.In(page).Any(r => line.Contains(r, StringComparison.Ordinal)));
    }

    [Fact]
    [Threat("HO-11")]
    public async Task A_session_and_a_ceremony_survive_a_restart()
    {
        using var database = new TestDatabase();
        var cookies = new CookieContainer();
        using var authenticator = new SoftwareAuthenticator();
        string state, credential;
        Guid session;
        await using (var first = Over(database))
        {
            authenticator.Origin = first.Address.GetLeftPart(UriPartial.Authority);
            using var browser = first.Browser(cookies: cookies);
            var signedIn = await browser.SignInAsync();
            session = signedIn.SessionId;
            await first.AddPasskeyAsync(signedIn, authenticator);
            var started = await browser.BeginSignInAsync();
            (state, credential) = (started.State, authenticator.Get(started.OptionsJson));
        }

        await using var second = Over(database, ("Passkeys:Origins:0", authenticator.Origin));
        var jar = new CookieContainer();
        jar.Add(second.Address, cookies.GetAllCookies());
        using var again = second.Browser(followRedirects: false, jar);

        Assert.Equal(session, (await again.WhoAsync())!.SessionId);
        using var completed = await again.PostPasskeyAsync(state, credential);
        Assert.Equal("/", completed.Headers.Location!.OriginalString);
        Assert.Equal("passkey", (await again.WhoAsync())!.Method);
    }

    /// <summary>The address of the page's button "Try again".</summary>
    private static async Task<string> RetryAsync(HttpResponseMessage answer) =>
        RetryLink().Match(await answer.Content.ReadAsStringAsync(Cancel)).Groups["address"].Value;

    [GeneratedRegex("""<a class="button primary" href="(?<address>[^"]+)">Try again""")]
    private static partial Regex RetryLink();

    private static TestApp Over(TestDatabase database, params (string Key, string Value)[] settings) => new()
    {
        Settings = settings.Append(("Database:ConnectionString", database.ConnectionString)).ToDictionary(s => s.Item1, s => (string?)s.Item2),
    };

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
