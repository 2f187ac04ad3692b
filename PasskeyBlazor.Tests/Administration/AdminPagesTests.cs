using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>The pages and addresses for administrators: for nobody else, and each change asked about, done and shown.</summary>
public sealed class AdminPagesTests : IAsyncDisposable
{
    private static readonly Guid Make = Guid.Parse("dd4ec289-e01d-41c9-bb89-70fa845d4bf2"); // its name is known: iCloud Keychain

    private readonly TestApp app = new();
    private readonly HttpClient ada;
    private readonly HttpClient grace;

    public AdminPagesTests()
    {
        ada = app.Browser(followRedirects: false);
        grace = app.Browser(followRedirects: false);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("WB-06", "WB-15")]
    public void Every_address_for_administrators_asks_for_the_role()
    {
        var admin = app.Endpoints().Where(e => e.Pattern().StartsWith("/admin", StringComparison.Ordinal)).ToList();

        Assert.InRange(admin.Count, 12, int.MaxValue);
        Assert.All(admin, e => Assert.Contains(e.Metadata.GetOrderedMetadata<IAuthorizeData>(), a => a.Roles == Roles.Administrator));
    }

    [Fact]
    [Threat("WB-15")]
    public async Task Who_is_no_administrator_sees_and_does_nothing_there()
    {
        await grace.SignInAsync("grace");
        using var nobody = app.Browser(followRedirects: false);
        var passkey = NewRows.Passkey((await ada.SignInAsync()).UserId, DateTimeOffset.UtcNow, make: Make); // and with a way in beside it
        await using var db = app.OpenDatabase();
        db.Passkeys.Add(passkey);
        await db.SaveChangesAsync(Cancel);
        Dictionary<string, string> form = new() { ["user"] = $"{passkey.UserId}", ["passkey"] = $"{passkey.Id}", ["make"] = $"{Make}" };
        var before = await app.KeptRowsAsync();

        foreach (var endpoint in app.Endpoints().Where(e => e.Pattern().StartsWith("/admin", StringComparison.Ordinal)))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                var address = endpoint.Address();
                using var denied = method == "GET" ? await grace.GetAsync(address, Cancel) : await grace.PostFormAsync("/", address, form);
                using var unknown = method == "GET" ? await nobody.GetAsync(address, Cancel) : await nobody.PostFormAsync("/sign-in", address, form);

                Assert.True(denied.Headers.Location?.AbsolutePath == "/access-denied", $"{method} {address}: {denied.StatusCode}");
                Assert.True(unknown.Headers.Location?.AbsolutePath == "/sign-in", $"{method} {address}: {unknown.StatusCode}");
            }
        }

        Assert.Equal(before, await app.KeptRowsAsync());
    }

    [Fact]
    public async Task Who_is_no_administrator_is_told_so_with_a_page_and_its_status()
    {
        using var following = app.Browser();
        await following.SignInAsync("grace");

        using var answer = await following.GetAsync("/admin", Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
        Assert.DoesNotContain("href=\"/admin\"", await following.GetStringAsync("/", Cancel));
    }

    [Fact]
    public async Task A_role_that_is_given_or_taken_counts_from_the_next_request()
    {
        var signedIn = await app.SignInAsAdministratorAsync(ada);
        Assert.Contains("href=\"/admin\"", await ada.GetStringAsync("/", Cancel));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/admin"));

        await using var db = app.OpenDatabase();
        await db.Users.Where(u => u.Id == signedIn.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Roles, new List<string>()), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync("/admin"));
        Assert.DoesNotContain("href=\"/admin\"", await ada.GetStringAsync("/", Cancel));
    }

    [Fact]
    [Threat("LG-03", "CR-06")]
    public async Task An_account_is_disabled_and_enabled_by_a_question_and_both_are_told_in_the_words_that_each_may_read()
    {
        await app.SignInAsAdministratorAsync(ada);
        var user = await grace.SignInAsync("grace");

        using var disabled = await AnswerAsync($"/admin/users/{user.UserId}/disable", "/admin/disable");
        var page = await ada.GetStringAsync(disabled.Headers.Location, Cancel);
        using var out1 = await grace.ContinueWithProviderAsync("grace");
        var wasOut = await grace.WhoAsync() is null;
        using var enabled = await AnswerAsync($"/admin/users/{user.UserId}/enable", "/admin/enable");
        await grace.SignInAsync("grace");
        var own = await grace.GetStringAsync("/activity", Cancel);

        Assert.Equal($"/admin/users/{user.UserId}?done=true", disabled.Headers.Location?.OriginalString);
        Assert.Contains("The account was disabled", page);
        Assert.Contains("By Ada Lovelace", page);
        Assert.Contains("Enable account", page);
        Assert.True(wasOut);
        Assert.Contains("The account was disabled", own);
        Assert.Contains("By an administrator", own);
        Assert.DoesNotContain("Ada Lovelace", own);
        Assert.Contains(app.Log, line => line.Contains($": Disabled of {user.UserId}.", StringComparison.Ordinal) && line.Contains("Administrator ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("end-sessions")]
    [InlineData("give-role")]
    [InlineData("take-role")]
    [InlineData("remove-passkey")]
    public async Task Every_other_change_is_asked_about_by_name_and_done(string change)
    {
        await app.SignInAsAdministratorAsync(ada);
        var user = await grace.SignInAsync("grace");
        await app.KeepPasskeysAsync(user.UserId, "A laptop");
        await using var db = app.OpenDatabase();
        if (change == "take-role")
        {
            await db.GiveRoleAsync(user.UserId);
        }

        var passkey = await db.Passkeys.SingleAsync(p => p.UserId == user.UserId, Cancel);
        var question = $"/admin/users/{user.UserId}/{change}" + (change == "remove-passkey" ? $"/{passkey.Id}" : "");

        Assert.Contains("Grace Hopper", await ada.GetStringAsync(question, Cancel));
        using var answer = await AnswerAsync(question, $"/admin/{change}");

        Assert.Equal($"/admin/users/{user.UserId}?done=true", answer.Headers.Location?.OriginalString);
        Assert.Equal(change == "end-sessions", await grace.WhoAsync() is null);
        Assert.Equal(change == "give-role", (await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.UserId, Cancel)).Roles.Count == 1);
        Assert.Equal(change == "remove-passkey", !await db.Passkeys.AnyAsync(p => p.UserId == user.UserId, Cancel));
    }

    [Fact]
    public async Task A_make_is_accepted_no_longer_after_a_question_and_the_page_says_how_many_stay()
    {
        var admin = await app.SignInAsAdministratorAsync(ada);
        await using var db = app.OpenDatabase();
        db.Passkeys.Add(NewRows.Passkey(admin.UserId, DateTimeOffset.UtcNow, make: Make));
        await db.SaveChangesAsync(Cancel);
        await app.Database.AddManyAsync(2, Make, withIdentity: false);

        using var answer = await AnswerAsync($"/admin/makes/{Make}", "/admin/stop-accepting");
        var page = await ada.GetStringAsync(answer.Headers.Location, Cancel);

        Assert.Equal("/admin/makes?revoked=1&kept=2", answer.Headers.Location?.OriginalString);
        Assert.Contains("No longer accepted: 1.", page);
        Assert.Contains("Still accepted: 2.", page);
        Assert.Contains("iCloud Keychain", page);
        Assert.Contains("A passkey is no longer accepted", await ada.GetStringAsync("/activity", Cancel));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task Who_signed_in_long_ago_confirms_first_and_comes_back_to_the_question()
    {
        await app.SignInAsAdministratorAsync(ada);
        var user = await grace.SignInAsync("grace");
        await app.AgeSessionsAsync();
        var question = $"/admin/users/{user.UserId}/disable";

        using var answer = await AnswerAsync(question, "/admin/disable");

        Assert.Equal(ConfirmPage.For(question, ConfirmReason.Administer), answer.Headers.Location?.OriginalString);
        Assert.Contains("Before you change somebody else", await ada.GetStringAsync(answer.Headers.Location, Cancel));
        Assert.NotNull(await grace.WhoAsync());
    }

    [Fact]
    public async Task An_administrator_is_not_offered_to_shut_themself_out_and_told_why_if_they_try()
    {
        var admin = await app.SignInAsAdministratorAsync(ada);

        using var answer = await AnswerAsync($"/admin/users/{admin.UserId}/disable", "/admin/disable");
        var page = await ada.GetStringAsync(answer.Headers.Location, Cancel);

        Assert.Equal($"/admin/users/{admin.UserId}?failure=OwnAccount", answer.Headers.Location?.OriginalString);
        Assert.Contains("You can&#x2019;t do this to your own account.", page);
        Assert.DoesNotContain("/disable", page);
        Assert.DoesNotContain("/take-role", page);
        Assert.NotNull(await ada.WhoAsync());
    }

    [Fact]
    public async Task The_last_way_in_is_refused_in_words_about_somebody_else()
    {
        await app.SignInAsAdministratorAsync(ada);
        await app.Database.AddManyAsync(1, Make, withIdentity: false);
        await using var db = app.OpenDatabase();
        var passkey = await db.Passkeys.SingleAsync(Cancel);

        using var answer = await AnswerAsync($"/admin/users/{passkey.UserId}/remove-passkey/{passkey.Id}", "/admin/remove-passkey");

        Assert.EndsWith("?failure=LastWayIn", answer.Headers.Location?.OriginalString);
        var notice = Regex.Match(await ada.GetStringAsync(answer.Headers.Location, Cancel), "role=\"alert\".*?</p>", RegexOptions.Singleline).Value;
        Assert.Contains("This is the last way into the account", notice);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_passkey_that_is_the_last_way_in_is_not_offered_for_removal_and_says_why(bool isOtherAccepted)
    {
        await app.SignInAsAdministratorAsync(ada);
        await app.Database.AddManyAsync(1, Make, withIdentity: false);
        await using var db = app.OpenDatabase();
        var passkey = await db.Passkeys.SingleAsync(Cancel);
        var other = NewRows.Passkey(passkey.UserId, DateTimeOffset.UtcNow, make: Make);
        other.RevokedAt = isOtherAccepted ? null : DateTimeOffset.UtcNow;
        db.Passkeys.Add(other);
        await db.SaveChangesAsync(Cancel);

        var page = await ada.GetStringAsync($"/admin/users/{passkey.UserId}", Cancel);

        Assert.Equal(isOtherAccepted, page.Contains($"/remove-passkey/{passkey.Id}", StringComparison.Ordinal));
        Assert.Equal(!isOtherAccepted, page.Contains($"aria-disabled=\"true\" aria-describedby=\"last-{passkey.Id}\"", StringComparison.Ordinal));
        Assert.Equal(!isOtherAccepted, page.Contains($"id=\"last-{passkey.Id}\"", StringComparison.Ordinal));
        Assert.Contains($"/remove-passkey/{other.Id}", page);
    }

    [Fact]
    public async Task A_user_s_page_says_of_passkeys_and_sessions_what_their_owner_is_told_and_the_make()
    {
        await app.SignInAsAdministratorAsync(ada);
        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(await grace.SignInAsync("grace"), authenticator);
        using var byPasskey = await grace.SignInWithPasskeyAsync(authenticator);
        await using var db = app.OpenDatabase();
        await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.Name, "Work").SetProperty(p => p.IsDiscoverable, false), Cancel);
        var passkey = await db.Passkeys.SingleAsync(Cancel);

        var page = await ada.GetStringAsync($"/admin/users/{passkey.UserId}", Cancel);

        Assert.Contains("Only confirms", page);
        Assert.DoesNotContain("Remove it, and add one that signs you in", page);
        Assert.Contains($"<code>{passkey.Aaguid}</code>", page);
        Assert.Contains("Signed in with a passkey, Work", page);
        Assert.DoesNotContain("aria-label=\"Sign out of", page);
    }

    [Fact]
    public async Task Of_very_many_sessions_some_are_shown_and_the_rest_counted()
    {
        await app.SignInAsAdministratorAsync(ada);
        var user = await grace.SignInAsync("grace");
        await using var db = app.OpenDatabase();
        var identity = await db.ExternalIdentities.SingleAsync(i => i.UserId == user.UserId, Cancel);
        db.Sessions.AddRange(Enumerable.Range(0, UserSessions.MostShown + 1).Select(_ => new Session
        {
            UserId = user.UserId,
            ExternalIdentityId = identity.Id,
            CreatedAt = DateTimeOffset.UtcNow,
            AuthenticatedAt = DateTimeOffset.UtcNow,
            LastSeenAt = DateTimeOffset.UtcNow,
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        }));
        await db.SaveChangesAsync(Cancel);

        var page = await ada.GetStringAsync($"/admin/users/{user.UserId}", Cancel);

        Assert.Contains("And 2 more that are not shown.", page);
        Assert.Contains($"Open: {UserSessions.MostShown + 2}", page);
    }

    [Fact]
    public async Task An_address_that_is_not_verified_says_so()
    {
        await app.SignInAsAdministratorAsync(ada);
        var user = await grace.SignInAsync("grace");
        await using var db = app.OpenDatabase();
        foreach (var isVerified in (bool[])[true, false])
        {
            await db.Users.Where(u => u.Id == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsEmailVerified, isVerified), Cancel);

            foreach (var address in (string[])["/admin?search=grace", $"/admin/users/{user.UserId}"])
            {
                var page = await ada.GetStringAsync(address, Cancel);

                Assert.Contains(user.Email!, page);
                Assert.Equal(!isVerified, page.Contains($"{user.Email}, not verified", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("revoked=x")]
    [InlineData("revoked=1&kept=x")]
    [InlineData("revoked=99999999999")]
    public async Task What_somebody_bent_in_the_address_of_the_makes_is_no_error(string query)
    {
        await app.SignInAsAdministratorAsync(ada);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/admin/makes?{query}"));
    }

    [Theory]
    [InlineData("/admin/users/00000000-0000-0000-0000-000000000000")]
    [InlineData("/admin/users/00000000-0000-0000-0000-000000000000/disable")]
    [InlineData("/admin/users/{ada}/no-such-change")]
    [InlineData("/admin/users/{ada}/remove-passkey")]
    [InlineData("/admin/users/{ada}/remove-passkey/00000000-0000-0000-0000-000000000000")]
    [InlineData("/admin/users/garbage")]
    [InlineData("/admin/makes/00000000-0000-0000-0000-000000000000")]
    [InlineData("/admin/makes/01020304-0506-0708-0102-030405060708")]
    public async Task What_is_not_there_is_a_page_that_is_not_there(string address)
    {
        var admin = await app.SignInAsAdministratorAsync(ada);

        using var answer = await ada.GetAsync(address.Replace("{ada}", $"{admin.UserId}", StringComparison.Ordinal), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Theory]
    [InlineData("/admin/disable", HttpStatusCode.NotFound)]
    [InlineData("/admin/remove-passkey", HttpStatusCode.NotFound)]
    [InlineData("/admin/stop-accepting", HttpStatusCode.NotFound)]
    [InlineData("/admin/disable", HttpStatusCode.BadRequest, "garbage")]
    public async Task A_form_about_something_that_is_not_there_or_makes_no_sense_says_so(string address, HttpStatusCode expected, string? id = null)
    {
        await app.SignInAsAdministratorAsync(ada);
        id ??= $"{Guid.Empty}";

        using var answer = await ada.PostFormAsync("/", address, new Dictionary<string, string> { ["user"] = id, ["passkey"] = id, ["make"] = id });

        Assert.Equal(expected, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Fact]
    [Threat("WB-03")]
    public async Task Names_and_searches_are_text()
    {
        const string Script = "<script>planted()</script>";
        await app.SignInAsAdministratorAsync(ada);
        var user = await grace.SignInAsync("grace");
        await app.KeepPasskeysAsync(user.UserId, Script);
        await using var db = app.OpenDatabase();
        await db.Users.Where(u => u.Id == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, Script).SetProperty(u => u.Email, Script), Cancel);

        foreach (var address in (string[])[$"/admin?search={Uri.EscapeDataString(Script)}", $"/admin/users/{user.UserId}", $"/admin/users/{user.UserId}/disable"])
        {
            var page = await ada.GetStringAsync(address, Cancel);

            Assert.DoesNotContain("<script>planted", page);
            Assert.Contains("planted()", page);
        }
    }

    [Fact]
    [Threat("CR-06")]
    public async Task A_disabled_administrator_is_out_with_all_their_pages()
    {
        var admin = await app.SignInAsAdministratorAsync(ada);

        await using var db = app.OpenDatabase();
        await db.Users.Where(u => u.Id == admin.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTimeOffset.UtcNow), Cancel);

        using var answer = await ada.GetAsync("/admin", Cancel);
        Assert.Equal("/sign-in", answer.Headers.Location?.AbsolutePath);
    }

    public async ValueTask DisposeAsync()
    {
        ada.Dispose();
        grace.Dispose();
        await app.DisposeAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var answer = await ada.GetAsync(address, Cancel);

        return answer.StatusCode;
    }

    /// <summary>Opens the page with the question and presses the button that says yes.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(string question, string address)
    {
        var html = await ada.GetStringAsync(question, Cancel);
        Assert.Contains($"action=\"{address}\"", html);

        // The header's forms come first and have a token of the same worth.
        return await ada.PostFormAsync(question, address, HttpPages.HiddenFields(html));
    }
}
