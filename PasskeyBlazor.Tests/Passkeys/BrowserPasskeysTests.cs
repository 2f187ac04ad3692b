using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>The browser remembers its passkeys in a cookie, which only causes a mark and a sentence.</summary>
public sealed class BrowserPasskeysTests(TestApp app) : IClassFixture<TestApp>
{
    private readonly CookieContainer cookies = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string? Kept => cookies.GetCookies(app.Address)[Cookies.Passkeys]?.Value;

    [Fact]
    public async Task It_is_a_host_cookie_that_scripts_cannot_read_and_lives_as_long_as_browsers_allow()
    {
        await using var production = new Accounts();
        using var scope = production.CreateScope();
        var http = Accounts.RequestIn(scope);
        var id = Guid.NewGuid();

        production.Get<BrowserPasskeys>().Add(http, id);

        Assert.Equal($"__Host-passkeys={id:N}; max-age=34560000; path=/; secure; samesite=lax; httponly", http.Response.Headers.SetCookie.Single());
    }

    [Fact]
    public async Task The_latest_is_first_each_is_there_once_and_there_are_eight_at_most()
    {
        await using var production = new Accounts();
        var ids = Enumerable.Range(0, 9).Select(_ => Guid.NewGuid()).ToArray();

        var (read, written) = Add(production, string.Join('.', ids[..8].Select(id => $"{id:N}")), ids[2]);
        Assert.Equal([.. ids[..8]], read);
        Assert.Equal([ids[2], ids[0], ids[1], .. ids[3..8]], written);

        (_, written) = Add(production, string.Join('.', ids[..8].Select(id => $"{id:N}")), ids[8]);
        Assert.Equal([ids[8], .. ids[..7]], written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("passkey")]
    [InlineData("...")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("0198c4f2-7d1e-7c3a-9d55-0a1b2c3d4e5f")]
    public async Task What_is_no_id_is_ignored(string value)
    {
        await using var production = new Accounts();
        var id = Guid.NewGuid();

        var (read, written) = Add(production, value, id);

        Assert.Empty(read);
        Assert.Equal([id], written);
    }

    [Fact]
    public async Task A_sign_in_with_a_passkey_is_remembered_and_one_by_a_provider_keeps_it()
    {
        using var browser = app.Browser(cookies: cookies);
        using var authenticator = app.Authenticator();
        var passkey = await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);
        Assert.Null(Kept);

        (await browser.SignInWithPasskeyAsync(authenticator)).Dispose();
        Assert.Equal($"{passkey.Id:N}", Kept);
        (await browser.PostFormAsync("/", "/session/end")).Dispose();
        await browser.SignInAsync();

        Assert.Equal($"{passkey.Id:N}", Kept);
        Assert.Contains("Used on this browser", await browser.GetStringAsync("/passkeys", Cancel));
    }

    [Theory]
    [InlineData("platform", true)]
    [InlineData(null, true)]
    [InlineData("something", true)]
    [InlineData("cross-platform", false)]
    public async Task A_passkey_of_another_device_is_not_remembered_by_a_sign_in_or_a_confirmation(string? attachment, bool isHere)
    {
        using var browser = app.Browser(cookies: cookies);
        using var authenticator = app.Authenticator();
        var passkey = await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);

        var confirmation = await browser.GetConfirmationOptionsAsync();
        using (var confirmed = await browser.PostFormAsync("/passkeys", "/session/confirm/passkey", new Dictionary<string, string>
        {
            ["state"] = confirmation.State,
            ["credential"] = authenticator.Get(confirmation.OptionsJson, Attach),
            ["returnUrl"] = "/passkeys",
        }))
        {
            Assert.Equal("/passkeys", confirmed.RequestMessage!.RequestUri!.PathAndQuery);
        }

        Assert.Equal(isHere ? $"{passkey.Id:N}" : null, Kept);
        var started = await browser.GetOptionsAsync();
        using var end = await browser.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson, Attach));

        Assert.Equal("/", end.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(isHere ? $"{passkey.Id:N}" : null, Kept);

        void Attach(SoftwareAssertion answer) => answer.BendJson = json => json["authenticatorAttachment"] = attachment;
    }

    [Theory]
    [InlineData("platform", true)]
    [InlineData(null, true)]
    [InlineData("cross-platform", false)]
    public async Task A_passkey_from_the_page_without_a_circuit_is_remembered_unless_it_is_of_another_device(string? attachment, bool isHere)
    {
        using var browser = app.Browser(cookies: cookies);
        using var authenticator = app.Authenticator();
        await browser.SignInAsync();
        var page = await browser.GetStringAsync("/passkeys/add", Cancel);
        var started = new StartedCeremony(HttpPages.AttributeOf(page, "data-options"), HttpPages.AttributeOf(page, "data-state"));

        using var end = await browser.PostFormAsync("/passkeys", "/session/passkeys/add", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = authenticator.Create(started.OptionsJson, made => made.BendJson = json => json["authenticatorAttachment"] = attachment),
        });

        var id = Guid.Parse(end.RequestMessage!.RequestUri!.Query.Split("added=")[1]);
        Assert.Equal(isHere ? $"{id:N}" : null, Kept);
    }

    [Theory]
    [InlineData("own", true)]
    [InlineData("of another user", false)]
    [InlineData("from before this sign-in", false)]
    [InlineData("removed", false)]
    [InlineData("no id", false)]
    [InlineData("without a session", false)]
    public async Task A_circuit_has_only_an_own_passkey_that_is_new_remembered(string which, bool isKept)
    {
        using var browser = app.Browser(cookies: cookies);
        using var authenticator = app.Authenticator();
        var ada = await browser.SignInAsync();
        using var other = app.Browser();
        var owner = which == "of another user" ? await other.SignInAsync("grace") : ada;
        var passkey = await app.AddPasskeyAsync(owner, authenticator);
        await using var db = app.OpenDatabase();
        var row = db.Passkeys.Where(p => p.Id == passkey.Id);
        await (which switch
        {
            "from before this sign-in" => row.ExecuteUpdateAsync(set => set.SetProperty(p => p.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-1)), Cancel),
            "removed" => row.ExecuteDeleteAsync(Cancel),
            "without a session" => db.Sessions.Where(s => s.Id == ada.SessionId).ExecuteDeleteAsync(Cancel),
            _ => Task.FromResult(0),
        });

        using var answer = await browser.GetAsync($"/session/passkeys/here?id={(which == "no id" ? "nonsense" : passkey.Id)}", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode); // it says nothing about a passkey
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(isKept ? $"{passkey.Id:N}" : null, Kept);
    }

    private static (Guid[] Read, Guid[] Written) Add(Accounts production, string cookie, Guid id)
    {
        using var scope = production.CreateScope();
        var http = Accounts.RequestIn(scope);
        http.Request.Headers.Cookie = $"__Host-passkeys={cookie}";
        var here = production.Get<BrowserPasskeys>();
        here.Add(http, id);
        var next = new DefaultHttpContext();
        next.Request.Headers.Cookie = http.Response.Headers.SetCookie.Single()!.Split(';')[0];

        return (here.Read(http), here.Read(next));
    }
}
