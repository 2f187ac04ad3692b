using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>Forms of pages that are out of date. The addresses come from the routing table, so that a new form cannot be forgotten.</summary>
public sealed class OutdatedFormTests(TestApp app) : IClassFixture<TestApp>
{
    private const string OutOfDate = "This page was out of date, so nothing was changed.";
    private const string SignedOut = "You are signed out. Sign in again.";
    private const string Token = "__RequestVerificationToken";

    private readonly CookieContainer jar = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What makes the page of an administrator out of date.</summary>
    public static TheoryData<string> Ways =>
    [
        "signed out", "session ended", "user disabled", "another user", "another administrator", "other keys", "another browser's token", "damaged token", "lost cookie",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    [Threat("OT-01", "OT-02")]
    public async Task Every_form_of_an_outdated_page_changes_nothing_and_says_why(string way)
    {
        await app.DeleteUsersAsync();
        using var browser = app.Browser(followRedirects: false, jar);
        var (token, fields) = await OpenPageAsync(browser);
        token = await GoOutOfDateAsync(browser, token, way);
        var who = await browser.WhoAsync();
        var before = await RowsAsync();

        foreach (var address in Addresses())
        {
            using var answer = await browser.SendAsync(Post(address, token, fields, referer: "/sessions?ended=true"), Cancel);

            Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{address}: {answer.StatusCode}");
            if (who is null && address == "/session/end")
            {
                Assert.Equal("/sessions", answer.Headers.Location!.OriginalString); // the field of the form
                continue;
            }

            var html = await ReadAsync(browser, answer);
            Assert.Contains(who is null ? SignedOut : OutOfDate, html);
            Assert.DoesNotContain("The session has ended", html); // that is about an earlier form
        }

        Assert.Equal(before, await RowsAsync());
        Assert.Equal(who?.SessionId, (await browser.WhoAsync())?.SessionId);
    }

    /// <summary>Shows that the fields above are such that a form could change something.</summary>
    [Fact]
    public async Task The_same_forms_of_a_current_page_change_something()
    {
        foreach (var address in (string[])["/session/end", "/session/end/other", "/session/end/others", "/admin/disable"])
        {
            await app.DeleteUsersAsync();
            using var browser = app.Browser(followRedirects: false);
            var (token, fields) = await OpenPageAsync(browser);
            var before = await RowsAsync();

            using var answer = await browser.SendAsync(Post(address, token, fields, referer: "/sessions"), Cancel);

            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.NotEqual(before, await RowsAsync());
        }
    }

    [Theory]
    [InlineData("/session/end")]
    [InlineData("/session/account/delete")]
    [InlineData("/session/provider")]
    [InlineData("/account")]
    [Threat("OT-04")]
    public async Task Without_a_token_or_a_page_of_ours_the_status_stays(string address)
    {
        await app.DeleteUsersAsync();
        using var browser = app.Browser(followRedirects: false, jar);
        var (token, fields) = await OpenPageAsync(browser);
        using var attacker = app.Browser();
        var wrong = HttpPages.HiddenFields(await attacker.GetStringAsync("/sign-in", Cancel))[Token];
        var before = await RowsAsync();

        var none = Post(address, null, fields);
        var empty = Post(address, "", fields);
        var malformed = Post(address, token, fields);
        malformed.Content = Malformed();
        var fromNowhere = Post(address, wrong, fields, origin: null, site: null);
        var typed = Post(address, wrong, fields, origin: null, site: "none");
        foreach (var request in (HttpRequestMessage[])[none, empty, malformed, fromNowhere, typed])
        {
            using var answer = await browser.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        var evil = Post(address, wrong, fields, origin: "https://evil.example", site: null);
        var opaque = Post(address, wrong, fields, origin: "null", site: null);
        var crossSite = Post(address, wrong, fields, Own, site: "cross-site");
        var sibling = Post(address, wrong, fields, origin: null, site: "same-site");
        foreach (var request in (HttpRequestMessage[])[evil, opaque, crossSite, sibling])
        {
            using var answer = await browser.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(before, await RowsAsync());
        Assert.DoesNotContain(OutOfDate, await browser.GetStringAsync("/", Cancel));
    }

    [Theory]
    [InlineData("same-origin", false)]
    [InlineData(null, true)]
    [InlineData("same-origin", true)]
    public async Task Either_header_of_a_browser_says_that_the_page_is_ours(string? site, bool hasOrigin)
    {
        using var browser = app.Browser(followRedirects: false, jar);
        await browser.SignInAsync();

        using var answer = await browser.SendAsync(Post("/session/end", "old", [], origin: hasOrigin ? Own : null, site: site), Cancel);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Theory]
    [InlineData("/sessions?ended=true", null, "/sessions")]
    [InlineData("/accounts/disconnect?id=x&failure=NotSaved&reference=1", null, "/accounts/disconnect?id=x")]
    [InlineData("/passkeys/add?returnUrl=%2Fme&offer=true", "/me", "/passkeys/add?returnUrl=%2Fme&offer=true")]
    [InlineData("/sign-in?returnUrl=%2Fme", "/me", "/me")]
    [InlineData("/sign-in", "/sign-in", "/")]
    [InlineData(null, "/protected", "/protected")]
    [InlineData(null, "//evil.example", "/")]
    [InlineData("https://evil.example/me", null, "/")]
    [InlineData("/session/end", null, "/")]
    [InlineData("//evil.example", null, "/")]
    [InlineData("not an address", null, "/")]
    [InlineData("/admin?search=Ad%C3%A4&done=true", null, "/admin?search=Ad%C3%A4")]
    [Threat("OT-03")]
    public async Task An_outdated_form_leads_back_to_its_page_or_where_its_page_leads(string? referer, string? returnUrl, string expected)
    {
        using var browser = app.Browser(followRedirects: false, jar);
        using var visitor = app.Browser(followRedirects: false);
        await browser.SignInAsync();
        Dictionary<string, string> fields = returnUrl is null ? [] : new() { ["returnUrl"] = returnUrl };

        using var back = await browser.SendAsync(Post("/session/account/shown", "old", fields, referer), Cancel);
        using var signIn = await visitor.SendAsync(Post("/session/account/shown", "old", fields, referer), Cancel);

        Assert.Equal(expected, back.Headers.Location!.OriginalString);
        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(expected)}&failure=SignedOut", signIn.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/account", HttpStatusCode.OK)]
    [InlineData("/accounts/disconnect?id=00000000-0000-0000-0000-000000000001", HttpStatusCode.OK)] // leads on to /accounts
    [InlineData("/admin/models", HttpStatusCode.Forbidden)] // leads on to /access-denied
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("/confirm?returnUrl=/link", HttpStatusCode.OK)] // leads on twice
    [Threat("OT-03")]
    public async Task The_reason_is_said_once_wherever_the_page_leads(string page, HttpStatusCode expected)
    {
        await app.DeleteUsersAsync(); // another test disables her
        using var browser = app.Browser(cookies: jar);
        await browser.SignInAsync("grace");

        using var said = await browser.SendAsync(Post("/session/end", "old", [], page), Cancel);
        var html = await said.Content.ReadAsStringAsync(Cancel);
        var next = await browser.GetStringAsync("/account", Cancel);

        Assert.Equal(expected, said.StatusCode);
        Assert.Single(html.Split(OutOfDate).Skip(1));
        Assert.DoesNotContain(OutOfDate, next);
        Assert.NotNull(await browser.WhoAsync());
    }

    private string Own => app.Address.GetLeftPart(UriPartial.Authority);

    private List<string> Addresses()
    {
        var addresses = app.Changing().Select(change => change.Address).Where(address => !address.StartsWith("/status", StringComparison.Ordinal) && address != "/error").Distinct().ToList();
        Assert.Superset(new HashSet<string> { "/session/end", "/session/passkeys/add", "/session/passkeys/offer/never", "/admin/disable", "/account" }, addresses.ToHashSet());

        return addresses;
    }

    /// <summary>Ada is an administrator with a passkey and a second session, and there is Grace. The fields name all of them.</summary>
    private async Task<(string Token, Dictionary<string, string> Fields)> OpenPageAsync(HttpClient browser)
    {
        using var second = app.Browser();
        using var hers = app.Browser();
        var grace = await hers.SignInAsync("grace");
        var other = await second.SignInAsync();
        var ada = await app.SignInAsAdministratorAsync(browser);
        await app.KeepPasskeysAsync(ada.UserId, "laptop");
        await app.KeepPasskeysAsync(grace.UserId, "phone", "key");
        await using var db = app.OpenDatabase();
        var passkey = await db.Passkeys.AsNoTracking().FirstAsync(p => p.UserId == grace.UserId, Cancel);

        return (HttpPages.HiddenFields(await browser.GetStringAsync("/sessions", Cancel))[Token], new()
        {
            ["id"] = $"{other.SessionId}",
            ["user"] = $"{grace.UserId}",
            ["passkey"] = $"{passkey.Id}",
            ["model"] = $"{passkey.Aaguid}",
            ["provider"] = "Development",
            ["returnUrl"] = "/sessions",
        });
    }

    private async Task<string> GoOutOfDateAsync(HttpClient browser, string token, string way)
    {
        await using var db = app.OpenDatabase();
        switch (way)
        {
            case "signed out":
                await SignOutAsync(browser);
                return token;
            case "session ended":
                await db.Sessions.ExecuteDeleteAsync(Cancel);
                return token;
            case "user disabled":
                await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTimeOffset.UtcNow), Cancel);
                return token;
            case "another user" or "another administrator":
                await SignOutAsync(browser);
                var grace = await browser.SignInAsync("grace");
                if (way == "another administrator")
                {
                    await db.GiveRoleAsync(grace.UserId);
                }

                return token;
            case "other keys":
                await using (var before = new TestApp())
                {
                    using var page = before.Browser();
                    return HttpPages.HiddenFields(await page.GetStringAsync("/sign-in", Cancel))[Token];
                }

            case "another browser's token":
                using (var another = app.Browser())
                {
                    await another.SignInAsync();
                    return HttpPages.HiddenFields(await another.GetStringAsync("/account", Cancel))[Token];
                }

            case "damaged token":
                return token[..^4];
            default:
                jar.GetCookies(app.Address)[Cookies.Antiforgery]!.Expired = true;
                return token;
        }
    }

    private static StringContent Malformed()
    {
        var content = new StringContent("--x\r\nbroken", Encoding.UTF8);
        content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        return content;
    }

    private static async Task SignOutAsync(HttpClient browser)
    {
        using var answer = await browser.PostFormAsync("/account", "/session/end");
    }

    private HttpRequestMessage Post(string address, string? token, Dictionary<string, string> fields, string? referer = null) => Post(address, token, fields, Own, "same-origin", referer);

    private HttpRequestMessage Post(string address, string? token, Dictionary<string, string> fields, string? origin, string? site, string? referer = null)
    {
        var form = token is null ? fields : new Dictionary<string, string>(fields) { [Token] = token };
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        foreach (var (name, value) in new[] { ("Origin", origin), ("Sec-Fetch-Site", site), ("Referer", referer?.StartsWith('/') == true ? Own + referer : referer) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    /// <summary>The page after all redirects, as text.</summary>
    private static async Task<string> ReadAsync(HttpClient browser, HttpResponseMessage answer)
    {
        var next = answer.Headers.Location;
        for (var steps = 0; steps < 5; steps++)
        {
            using var page = await browser.GetAsync(next, Cancel);
            if (page.Headers.Location is null)
            {
                return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancel));
            }

            next = page.Headers.Location;
        }

        throw new InvalidOperationException($"It leads on and on, to {next} in the end.");
    }

    private async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using var db = app.OpenDatabase();

        return
        [
            .. await app.KeptRowsAsync(),
            $"{await db.DeclinedOffers.CountAsync(Cancel)} declined, {await db.BlockedModels.CountAsync(Cancel)} blocked, {await db.AccountEvents.CountAsync(Cancel)} events",
        ];
    }
}
