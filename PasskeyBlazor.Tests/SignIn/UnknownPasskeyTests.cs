using System.Buffers.Text;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>A passkey that no account has is refused like every other. Only its own browser learns that it can delete it.</summary>
public sealed class UnknownPasskeyTests(TestApp app) : IClassFixture<TestApp>, IDisposable
{
    private readonly SoftwareAuthenticator authenticator = app.Authenticator();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("CR-05")]
    public async Task An_unknown_passkey_looks_like_every_other_refusal()
    {
        using var browser = app.Browser(followRedirects: false);
        using var owner = app.Browser();
        await app.AddPasskeyAsync(await owner.SignInAsync(), authenticator);

        using var known = await AnswerAsync(browser, bent => bent.BendSignature = signature => [.. signature[..^1], (byte)(signature[^1] ^ 1)]);
        using var unknown = await AnswerAsync(browser, bent => bent.CredentialId = [.. bent.CredentialId.Reverse()]);

        Assert.Equal((known.StatusCode, known.Headers.Location), (unknown.StatusCode, unknown.Headers.Location));
        Assert.Equal(await known.Content.ReadAsStringAsync(Cancel), await unknown.Content.ReadAsStringAsync(Cancel));
        Assert.Null(known.SetCookie(Cookies.UnknownPasskey));
    }

    [Fact]
    [Threat("CR-05")]
    public async Task Only_its_own_browser_learns_of_it_once_and_not_through_the_address()
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser(followRedirects: false, cookies);
        var passkey = await app.AddPasskeyAsync(await browser.SignInAsync("grace"), authenticator);
        using var end = await browser.PostFormAsync("/", "/session/end");
        await using (var db = app.OpenDatabase())
        {
            await db.Passkeys.Where(p => p.Id == passkey.Id).ExecuteDeleteAsync(Cancel);
        }

        using var answer = await AnswerAsync(browser);
        var cookie = answer.SetCookie(Cookies.UnknownPasskey)!;
        Assert.Equal((true, TimeSpan.FromMinutes(1)), (cookie.HttpOnly, cookie.MaxAge));
        Assert.DoesNotContain(Base64Url.EncodeToString(passkey.CredentialId), answer.Headers.Location!.OriginalString);

        var told = $"data-unknown=\"{Base64Url.EncodeToString(passkey.CredentialId)}\"";
        Assert.Contains(told, await browser.GetStringAsync(answer.Headers.Location, Cancel));
        Assert.False(cookies.Holds(app.Address, Cookies.UnknownPasskey));
        Assert.DoesNotContain("data-unknown", await browser.GetStringAsync(answer.Headers.Location, Cancel));
    }

    /// <summary>Another tab of the same browser may save the passkey after it was unknown and before the page says so.</summary>
    [Fact]
    [Threat("AN-10")]
    public async Task A_passkey_that_was_saved_meanwhile_is_not_forgotten()
    {
        using var browser = app.Browser(followRedirects: false);
        using var owner = app.Browser();
        var passkey = await app.AddPasskeyAsync(await owner.SignInAsync(), authenticator);
        await using var db = app.OpenDatabase();
        var kept = await db.Passkeys.AsNoTracking().SingleAsync(p => p.Id == passkey.Id, Cancel);
        await db.Passkeys.Where(p => p.Id == passkey.Id).ExecuteDeleteAsync(Cancel);

        using var answer = await AnswerAsync(browser);
        Assert.NotNull(answer.SetCookie(Cookies.UnknownPasskey));
        db.Passkeys.Add(kept);
        await db.SaveChangesAsync(Cancel);

        Assert.DoesNotContain("data-unknown", await browser.GetStringAsync(answer.Headers.Location, Cancel));
    }

    [Fact]
    [Threat("AN-10")]
    public async Task A_planted_cookie_with_the_id_of_a_valid_passkey_makes_no_password_manager_forget_it()
    {
        using var owner = app.Browser();
        var passkey = await app.AddPasskeyAsync(await owner.SignInAsync(), authenticator);
        var cookies = new CookieContainer();
        cookies.Add(app.Address, new Cookie(Cookies.UnknownPasskey, Base64Url.EncodeToString(passkey.CredentialId)));
        using var browser = app.Browser(cookies: cookies);

        Assert.DoesNotContain("data-unknown", await browser.GetStringAsync("/sign-in?failure=PasskeyRefused", Cancel));
        Assert.False(cookies.Holds(app.Address, Cookies.UnknownPasskey));
    }

    [Fact]
    [Threat("AN-09")]
    public async Task A_database_that_does_not_answer_says_nothing_about_a_passkey_and_the_page_is_there()
    {
        var connection = new LostAnswers();
        await using var own = new TestApp { StandIns = services => services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(connection)) };
        using var browser = own.Browser(followRedirects: false);
        using var unknown = own.Authenticator();
        using var owner = own.Browser();
        await own.AddPasskeyAsync(await owner.SignInAsync(), unknown);
        await using (var db = own.OpenDatabase())
        {
            await db.Passkeys.ExecuteDeleteAsync(Cancel);
        }

        var started = await browser.BeginSignInAsync();
        using var answer = await browser.PostPasskeyAsync(started.State, unknown.Get(started.OptionsJson));
        connection.Break("of the database");
        var page = await browser.GetStringAsync(answer.Headers.Location, Cancel);

        Assert.Contains("data-passkey", page);
        Assert.DoesNotContain("data-unknown", page);
    }

    [Theory]
    [InlineData("not base64url!")]
    [InlineData("\"><script>")]
    public async Task A_cookie_that_was_not_made_here_tells_nothing(string value)
    {
        var cookies = new CookieContainer();
        cookies.Add(app.Address, new Cookie(Cookies.UnknownPasskey, Uri.EscapeDataString(value)));
        using var browser = app.Browser(cookies: cookies);

        Assert.DoesNotContain("data-unknown", await browser.GetStringAsync("/sign-in?failure=PasskeyRefused", Cancel));
    }

    [Fact]
    [Threat("SE-02")]
    public async Task It_is_a_host_cookie()
    {
        await using var production = new Accounts();
        using var scope = production.CreateScope();
        var http = Accounts.RequestIn(scope);

        production.Get<UnknownPasskey>().Write(http, [1, 2, 3]);

        Assert.Equal("__Host-unknown-passkey=AQID; max-age=60; path=/; secure; samesite=lax; httponly", http.Response.Headers.SetCookie.Single());
    }

    public void Dispose() => authenticator.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(HttpClient browser, Action<SoftwareAssertion>? bend = null)
    {
        var started = await browser.BeginSignInAsync();

        return await browser.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson, bend));
    }
}
