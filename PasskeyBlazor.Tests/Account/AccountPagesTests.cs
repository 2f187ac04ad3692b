using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Account;

/// <summary>The pages for a person's whole account: choose the profile source, download the data, delete the account.</summary>
public sealed class AccountPagesTests : IAsyncDisposable
{
    private readonly TestApp app = new();
    private readonly CookieContainer cookies = new();
    private readonly HttpClient browser;
    private readonly SoftwareAuthenticator authenticator;

    public AccountPagesTests()
    {
        browser = app.Browser(followRedirects: false, cookies);
        authenticator = app.Authenticator();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("LG-03")]
    public async Task The_download_holds_all_stored_data_but_no_session_secret()
    {
        var ada = await browser.SignInAsync();
        var passkey = await app.AddPasskeyAsync(ada, authenticator);
        using var grace = app.Browser();
        var hers = await grace.SignInAsync("grace");

        using var answer = await browser.PostFormAsync("/account", "/session/account/data");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.EndsWith(".json", answer.Content.Headers.ContentDisposition.FileName);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        var data = JsonDocument.Parse(text).RootElement;
        Assert.Equal(ada.UserId, data.GetProperty("account").GetProperty("id").GetGuid());
        Assert.Equal("ada@example.com", data.GetProperty("account").GetProperty("email").GetString());
        var identity = Assert.Single(data.GetProperty("connectedAccounts").EnumerateArray());
        Assert.Equal("ada", identity.GetProperty("subject").GetString());
        var kept = Assert.Single(data.GetProperty("passkeys").EnumerateArray());
        Assert.Equal(Base64Url.EncodeToString(passkey.CredentialId), kept.GetProperty("credentialId").GetString());
        Assert.Equal(Base64Url.EncodeToString(passkey.PublicKey), kept.GetProperty("publicKey").GetString());
        Assert.Equal("Development", Assert.Single(data.GetProperty("sessions").EnumerateArray()).GetProperty("openedBy").GetString());
        Assert.Equal(
            ["SignedIn", "PasskeyAdded", "DataDownloaded"],
            data.GetProperty("accountEvents").EnumerateArray().Select(a => a.GetProperty("kind").GetString()));
        Assert.DoesNotContain($"{ada.SessionId}", text);
        Assert.DoesNotContain($"{hers.UserId}", text);
        Assert.DoesNotContain("grace", text);
    }

    [Fact]
    public async Task The_download_holds_data_and_no_text_that_a_page_makes()
    {
        var ada = await browser.SignInAsync();
        var passkey = await app.AddPasskeyAsync(ada, authenticator);
        using var signedIn = await browser.SignInWithPasskeyAsync(authenticator);
        await using var db = app.OpenDatabase();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, (string?)null), Cancel);

        using var answer = await browser.PostFormAsync("/account", "/session/account/data");

        var data = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal(JsonValueKind.Null, data.GetProperty("account").GetProperty("displayName").ValueKind);
        Assert.Equal(JsonValueKind.Null, Assert.Single(data.GetProperty("passkeys").EnumerateArray()).GetProperty("name").ValueKind);
        Assert.Equal(
            Base64Url.EncodeToString(passkey.CredentialId),
            Assert.Single(data.GetProperty("sessions").EnumerateArray()).GetProperty("passkeyCredentialId").GetString());
        var added = data.GetProperty("accountEvents").EnumerateArray().Single(a => a.GetProperty("kind").GetString() == "PasskeyAdded");
        Assert.Equal(passkey.Aaguid, added.GetProperty("detail").GetProperty("aaguid").GetGuid());
    }

    [Theory]
    [InlineData("/session/account/data", "/confirm?returnUrl=%2Faccount&reason=Download")]
    [InlineData("/session/account/delete", "/confirm?returnUrl=%2Faccount%2Fdelete&reason=Delete")]
    [InlineData("/session/account/shown", "/confirm?returnUrl=%2Faccount&reason=Show")]
    [Threat("OA-20")]
    public async Task A_page_about_the_whole_account_requires_confirmation_first(string address, string expected)
    {
        await browser.SignInAsync();
        await app.AgeSessionsAsync();
        var before = await app.KeptRowsAsync();

        using var end = await browser.PostFormAsync("/account", address);

        Assert.Equal(expected, end.Headers.Location?.OriginalString);
        Assert.Equal(before.Where(IsNoSession), (await app.KeptRowsAsync()).Where(IsNoSession));
    }

    [Theory]
    [InlineData("/session/account/data", "/sign-in?failure=SignedOut&returnUrl=%2Faccount")]
    [InlineData("/session/account/delete", "/sign-in?failure=SignedOut&returnUrl=%2Faccount%2Fdelete")]
    [InlineData("/session/account/shown", "/sign-in?failure=SignedOut&returnUrl=%2Faccount")]
    public async Task A_signed_out_person_is_sent_to_sign_in(string address, string expected)
    {
        using var end = await browser.PostFormAsync("/sign-in", address);

        Assert.Equal(expected, end.Headers.Location?.OriginalString);
    }

    [Fact]
    [Threat("LG-05", "SE-03")]
    public async Task A_deleted_account_signs_out_everywhere_and_says_that_it_is_done()
    {
        var ada = await browser.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
        using var thief = app.Browser(cookies: cookies.Copy(app.Address));
        using var second = app.Browser();
        await second.SignInAsync();
        var question = await browser.GetStringAsync("/account/delete", Cancel);

        using var end = await browser.PostFormAsync("/account/delete", "/session/account/delete");
        var page = await browser.GetStringAsync(end.Headers.Location, Cancel);

        Assert.Contains("Your passkey", question);
        Assert.Contains("Your connected accounts: Development", question);
        Assert.Contains("Your 2 sessions, this one too", question);
        Assert.Contains("for 90 days", question);
        Assert.Equal("/account-deleted", end.Headers.Location?.OriginalString);
        Assert.Contains("Your account is deleted", page);
        Assert.Contains("Not signed in", page);
        Assert.False(cookies.Holds(app.Address, Cookies.Session));
        Assert.Equal((null, null), (await thief.WhoAsync(), await second.WhoAsync()));

        var again = await browser.SignInAsync();
        Assert.NotEqual(ada.UserId, again.UserId);
        Assert.Contains("None yet", await browser.GetStringAsync("/account", Cancel));
    }

    [Fact]
    public async Task The_only_administrator_learns_why_the_account_stays()
    {
        var ada = await app.SignInAsAdministratorAsync(browser);

        var page = await browser.GetStringAsync("/account/delete", Cancel);
        using var end = await browser.PostFormAsync("/account", "/session/account/delete"); // another administrator may have left since

        Assert.Equal("/account/delete?failure=LastAdministrator", end.Headers.Location?.OriginalString);
        Assert.Contains("You are the only administrator", await browser.GetStringAsync(end.Headers.Location, Cancel));
        Assert.Contains("You are the only administrator", page);
        Assert.DoesNotContain("Delete my account", page);
        Assert.Equal(ada.SessionId, (await browser.WhoAsync())!.SessionId);
    }

    [Fact]
    public async Task A_signed_in_person_never_sees_the_page_of_a_deleted_account()
    {
        await browser.SignInAsync();

        using var answer = await browser.GetAsync("/account-deleted", Cancel);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task The_owner_can_choose_another_connected_account_as_the_profile_source()
    {
        var ada = await browser.SignInAsync();
        var other = await ConnectAsync(ada.UserId, "Countess of Lovelace", "countess@example.org");

        using var end = await ShowAsync(other);

        Assert.Equal("/account?done=Shown", end.Headers.Location?.OriginalString);
        var now = (await browser.WhoAsync())!;
        Assert.Equal(("Countess of Lovelace", "countess@example.org"), (now.Name, now.Email));
        await using var db = app.OpenDatabase();
        Assert.Equal(other.Id, (await db.ExternalIdentities.SingleAsync(i => i.IsProfileSource, Cancel)).Id);
        Assert.True((await db.Users.SingleAsync(Cancel)).IsEmailVerified);
        var page = await browser.GetStringAsync(end.Headers.Location, Cancel);
        Assert.Contains("Pages now show this name.", page);
        Assert.Contains("https://other.example", page);
        Assert.Contains("Show this one", page);
    }

    [Fact]
    public async Task Two_accounts_at_one_provider_have_buttons_with_different_names()
    {
        var ada = await browser.SignInAsync();
        await ConnectAsync(ada.UserId, "Ada at home", "home@example.org");
        await ConnectAsync(ada.UserId, "Ada at work", null);

        var page = await browser.GetStringAsync("/account", Cancel);

        Assert.Contains("aria-label=\"Show this one of Other, Ada at home ", page);
        Assert.Contains("aria-label=\"Show this one of Other, Ada at work\"", page);
    }

    [Fact]
    [Threat("WB-03")]
    public async Task A_name_is_text_on_the_page_and_in_the_JSON_of_the_session()
    {
        var ada = await browser.SignInAsync();
        await using (var db = app.OpenDatabase())
        {
            await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Zoë <b>"), Cancel);
        }

        var page = await browser.GetStringAsync("/account", Cancel);
        var json = await browser.GetStringAsync("/api/session", Cancel);

        Assert.Contains("href=\"/api/session\"", page);
        Assert.Contains($"{ada.SessionId}", json);
        Assert.Equal("Zoë <b>", JsonDocument.Parse(json).RootElement.GetProperty("name").GetString());
        Assert.Contains("<dd>Zo&#xEB; &lt;b&gt;</dd>", page);
        Assert.DoesNotContain("Zo&#xEB; <b>", page);
    }

    [Theory]
    [InlineData("ada", true, "Verified")]
    [InlineData("mallory", false, "Not verified")]
    [InlineData("nomail", false, null)]
    [Threat("NP-05")]
    public async Task The_page_says_who_the_person_is_whether_the_address_is_verified_and_where_this_comes_from(string account, bool isVerified, string? expected)
    {
        var signedIn = await browser.SignInAsync(account);

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/account", Cancel));

        Assert.Contains("<h1 tabindex=\"-1\">Account</h1>", page);
        Assert.Contains($"<dt>Name</dt><dd>{signedIn.Name ?? Text.NameUnknown}</dd>", page);
        Assert.Contains("<dt>All of this is from</dt><dd>Development", page);
        Assert.Contains("avatar avatar-large", page);
        Assert.Equal(isVerified, (await browser.WhoAsync())!.IsEmailVerified);
        Assert.Equal(expected, Regex.Match(page, @"<dt>E-mail</dt>.*?</div>", RegexOptions.Singleline).Value is var email && email.Contains("No e-mail", StringComparison.Ordinal) ? null
            : Regex.Match(email, "</svg>(?<badge>[^<]+)</span>").Groups["badge"].Value);
    }

    [Fact]
    [Threat("NP-05")]
    public async Task The_page_names_the_connected_account_that_the_person_chose_or_none_after_all_are_gone()
    {
        var ada = await browser.SignInAsync();
        using var shown = await ShowAsync(await ConnectAsync(ada.UserId, "Countess", "countess@example.org"));

        var chosen = await browser.GetStringAsync("/account", Cancel);
        await app.ForgetProvidersAsync();
        var none = await browser.GetStringAsync("/account", Cancel);

        Assert.Contains("<dt>All of this is from</dt><dd>Other, Countess &#xB7; countess@example.org</dd>", chosen);
        Assert.Contains($"<dd>{Text.Profile_FromNone}</dd>", none);
        Assert.Contains("<dd>Countess</dd>", none); // the profile stays
    }

    [Fact]
    [Threat("NP-05")]
    public async Task Identifiers_for_the_operator_are_folded_and_each_has_its_own_copy_button()
    {
        var ada = await browser.SignInAsync();
        var other = await ConnectAsync(ada.UserId, null, null);
        var same = await ConnectAsync(ada.UserId, null, null);

        var page = await browser.GetStringAsync("/account", Cancel);
        var folded = page[page.IndexOf("<details class=\"card", StringComparison.Ordinal)..];
        folded = folded[..folded.IndexOf("</details>", StringComparison.Ordinal)];

        foreach (var identifier in (string[])[$"{ada.UserId}", "ada", other.Issuer, other.Subject, same.Subject])
        {
            Assert.Contains($">{identifier}</code>", folded);
            Assert.DoesNotContain($">{identifier}<", page.Replace(folded, "", StringComparison.Ordinal));
        }

        Assert.DoesNotContain("<details class=\"card pad\" open", page);
        var names = Regex.Matches(folded, "data-copies=\"(?<id>[^\"]+)\"[^>]*aria-label=\"(?<name>[^\"]+)\" hidden").Select(m => (Id: m.Groups["id"].Value, Name: m.Groups["name"].Value)).ToList();
        Assert.Equal(7, names.Count); // the account, and issuer and subject of three connected accounts
        Assert.Equal(7, names.Select(one => one.Id).Distinct().Count());
        Assert.Equal(7, names.Select(one => one.Name).Distinct().Count());
        Assert.All(names, one => Assert.Contains($"<code id=\"{one.Id}\">", folded));
    }

    [Theory]
    [InlineData("/me", "/account")]
    [InlineData("/me?failure=NotThere", "/account?failure=NotThere")]
    [InlineData("/ME/", "/account")]
    [InlineData("/me/delete", "/account/delete")]
    [InlineData("/me?x=//evil.example", "/account?x=//evil.example")]
    [Threat("NP-05")]
    public async Task The_earlier_address_leads_on_for_good_signed_in_or_not(string address, string expected)
    {
        foreach (var isSignedIn in (bool[])[false, true])
        {
            if (isSignedIn)
            {
                await browser.SignInAsync();
            }

            using var answer = await browser.GetAsync(address, Cancel);

            Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
            Assert.Equal(expected, answer.Headers.Location?.OriginalString);
        }
    }

    [Fact]
    public async Task An_account_without_a_name_shows_its_address()
    {
        var ada = await browser.SignInAsync();
        var other = await ConnectAsync(ada.UserId, null, "countess@example.org");

        using var end = await ShowAsync(other);

        Assert.Equal("countess@example.org", (await browser.WhoAsync())!.Name);
    }

    [Fact]
    [Threat("WB-05")]
    public async Task Another_user_s_connected_account_cannot_become_the_profile_source()
    {
        using var grace = app.Browser();
        var hers = await ConnectAsync((await grace.SignInAsync("grace")).UserId, "planted", null);
        await browser.SignInAsync("mallory");

        using var end = await ShowAsync(hers);

        Assert.Equal("/account?failure=NotThere", end.Headers.Location?.OriginalString);
        Assert.Contains("there any more.", await browser.GetStringAsync(end.Headers.Location, Cancel));
        Assert.Equal("Mallory", (await browser.WhoAsync())!.Name!.Split(' ')[0]);
        Assert.Equal("Grace Hopper", (await grace.WhoAsync())!.Name);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        authenticator.Dispose();
        await app.DisposeAsync();
    }

    private static bool IsNoSession(string row) => !row.StartsWith("session", StringComparison.Ordinal);

    private Task<HttpResponseMessage> ShowAsync(ExternalIdentity identity) =>
        browser.PostFormAsync("/account", "/session/account/shown", new Dictionary<string, string> { ["id"] = $"{identity.Id}" });

    private async Task<ExternalIdentity> ConnectAsync(Guid userId, string? name, string? email)
    {
        await using var db = app.OpenDatabase();
        var identity = new ExternalIdentity
        {
            UserId = userId,
            Provider = "Other",
            Issuer = "https://other.example",
            Subject = $"{Guid.NewGuid()}",
            Name = name,
            Email = email,
            IsEmailVerified = email is not null,
            CreatedAt = DateTimeOffset.UtcNow,
            LastUsedAt = DateTimeOffset.UtcNow,
        };
        db.ExternalIdentities.Add(identity);
        await db.SaveChangesAsync(Cancel);

        return identity;
    }
}
