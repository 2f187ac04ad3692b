using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>The pages for administrators: each change is asked about first, then done and shown.</summary>
public sealed class AdminPagesTests : AdminTest
{
    [Fact]
    [Threat("LG-03", "CR-06")]
    public async Task Disabling_and_enabling_asks_first_and_only_administrators_see_the_actor_s_name_in_the_account_event()
    {
        await App.SignInAsAdministratorAsync(Ada);
        var user = await Grace.SignInAsync("grace");

        using var disabled = await AnswerAsync($"/admin/users/{user.UserId}/disable", "/admin/disable");
        var page = await Ada.GetStringAsync(disabled.Headers.Location, Cancel);
        using var out1 = await Grace.ContinueWithProviderAsync("grace");
        var wasOut = await Grace.WhoAsync() is null;
        using var enabled = await AnswerAsync($"/admin/users/{user.UserId}/enable", "/admin/enable");
        await Grace.SignInAsync("grace");
        var own = await Grace.GetStringAsync("/activity", Cancel);

        Assert.Equal($"/admin/users/{user.UserId}?done=true", disabled.Headers.Location?.OriginalString);
        Assert.Contains("The account was disabled", page);
        Assert.Contains("By Ada Lovelace", page);
        Assert.Contains("Enable account", page);
        Assert.True(wasOut);
        Assert.Contains("The account was disabled", own);
        Assert.Contains("By an administrator", own);
        Assert.DoesNotContain("Ada Lovelace", own);
        Assert.Contains(App.Log, line => line.Contains($": Disabled of {user.UserId}.", StringComparison.Ordinal) && line.Contains("Administrator ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("end-sessions")]
    [InlineData("give-role")]
    [InlineData("remove-role")]
    [InlineData("remove-passkey")]
    public async Task Every_other_change_asks_with_the_user_s_name_and_is_then_done(string change)
    {
        await App.SignInAsAdministratorAsync(Ada);
        var user = await Grace.SignInAsync("grace");
        await App.KeepPasskeysAsync(user.UserId, "A laptop");
        await using var db = App.OpenDatabase();
        if (change == "remove-role")
        {
            await db.GiveRoleAsync(user.UserId);
        }

        var passkey = await db.Passkeys.SingleAsync(p => p.UserId == user.UserId, Cancel);
        var question = $"/admin/users/{user.UserId}/{change}" + (change == "remove-passkey" ? $"/{passkey.Id}" : "");

        Assert.Contains("Grace Hopper", await Ada.GetStringAsync(question, Cancel));
        using var answer = await AnswerAsync(question, $"/admin/{change}");

        Assert.Equal($"/admin/users/{user.UserId}?done=true", answer.Headers.Location?.OriginalString);
        Assert.Equal(change == "end-sessions", await Grace.WhoAsync() is null);
        Assert.Equal(change == "give-role", (await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.UserId, Cancel)).Roles.Count == 1);
        Assert.Equal(change == "remove-passkey", !await db.Passkeys.AnyAsync(p => p.UserId == user.UserId, Cancel));
    }

    [Fact]
    public async Task A_person_without_a_name_is_shown_as_such_on_every_page()
    {
        await App.SignInAsAdministratorAsync(Ada);
        var user = await Grace.SignInAsync("grace");
        await using var db = App.OpenDatabase();
        var passkey = NewRows.Passkey(user.UserId, DateTimeOffset.UtcNow, name: null, model: Model);
        db.Passkeys.Add(passkey);
        await db.SaveChangesAsync(Cancel);
        await db.Users.Where(u => u.Id == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, (string?)null), Cancel);

        Assert.Contains($">{Text.NameUnknown}</a>", await Ada.GetStringAsync("/admin", Cancel));
        Assert.Contains($"{Text.NameUnknown}</h1>", await Ada.GetStringAsync($"/admin/users/{user.UserId}", Cancel));
        Assert.Contains($"Disable {Text.NameUnknown}?", await Ada.GetStringAsync($"/admin/users/{user.UserId}/disable", Cancel));
        Assert.Contains("Remove “iCloud Keychain”?", WebUtility.HtmlDecode(await Ada.GetStringAsync($"/admin/users/{user.UserId}/remove-passkey/{passkey.Id}", Cancel)));
        Assert.Contains($"<b>{Text.NameUnknown}</b>", await Grace.GetStringAsync("/account", Cancel));
    }

    [Fact]
    public async Task A_model_is_no_longer_accepted_after_a_question_and_the_page_says_how_many_passkeys_stay()
    {
        var admin = await App.SignInAsAdministratorAsync(Ada);
        await using var db = App.OpenDatabase();
        db.Passkeys.Add(NewRows.Passkey(admin.UserId, DateTimeOffset.UtcNow, model: Model));
        await db.SaveChangesAsync(Cancel);
        await App.Database.AddManyAsync(2, Model, withIdentity: false);

        using var answer = await AnswerAsync($"/admin/models/{Model}", "/admin/stop-accepting");
        var page = await Ada.GetStringAsync(answer.Headers.Location, Cancel);

        Assert.Equal("/admin/models?revoked=1&kept=2", answer.Headers.Location?.OriginalString);
        Assert.Contains("Passkeys no longer accepted: 1.", page);
        Assert.Contains("Still accepted: 2.", page);
        Assert.Contains("iCloud Keychain", page);
        Assert.Contains("A passkey is no longer accepted", await Ada.GetStringAsync("/activity", Cancel));
        Assert.Contains("No new ones", page);
    }

    [Fact]
    public async Task A_model_is_accepted_again_after_a_question_and_the_owners_see_an_account_event()
    {
        var admin = await App.SignInAsAdministratorAsync(Ada);
        await using var db = App.OpenDatabase();
        db.Passkeys.Add(NewRows.Passkey(admin.UserId, DateTimeOffset.UtcNow, model: Model));
        await db.SaveChangesAsync(Cancel);
        using var stopped = await AnswerAsync($"/admin/models/{Model}", "/admin/stop-accepting");

        using var back = await AnswerAsync($"/admin/models/{Model}/accept", "/admin/accept-again");

        Assert.Contains("Accepted again.", await Ada.GetStringAsync(back.Headers.Location, Cancel));
        Assert.Contains("A passkey is accepted again", await Ada.GetStringAsync("/activity", Cancel));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/admin/models/{Model}/accept"));
    }

    [Fact]
    public async Task An_administrator_is_not_offered_to_lock_themselves_out_and_sees_why_not_if_they_try()
    {
        var admin = await App.SignInAsAdministratorAsync(Ada);

        using var answer = await AnswerAsync($"/admin/users/{admin.UserId}/disable", "/admin/disable");
        var page = await Ada.GetStringAsync(answer.Headers.Location, Cancel);

        Assert.Equal($"/admin/users/{admin.UserId}?failure=OwnAccount", answer.Headers.Location?.OriginalString);
        Assert.Contains("You can&#x2019;t do this to your own account.", page);
        Assert.DoesNotContain("/disable", page);
        Assert.DoesNotContain("/remove-role", page);
        Assert.DoesNotContain("/end-sessions", page);
        Assert.Contains("You sign out elsewhere under Sessions", page);
        Assert.NotNull(await Ada.WhoAsync());
    }

    [Fact]
    public async Task Removing_a_user_s_last_sign_in_method_is_refused_with_a_text_about_that_user()
    {
        await App.SignInAsAdministratorAsync(Ada);
        await App.Database.AddManyAsync(1, Model, withIdentity: false);
        await using var db = App.OpenDatabase();
        var passkey = await db.Passkeys.SingleAsync(Cancel);

        using var answer = await AnswerAsync($"/admin/users/{passkey.UserId}/remove-passkey/{passkey.Id}", "/admin/remove-passkey");

        Assert.EndsWith("?failure=OnlySignInMethod", answer.Headers.Location?.OriginalString);
        var notice = Regex.Match(await Ada.GetStringAsync(answer.Headers.Location, Cancel), "role=\"alert\".*?</p>", RegexOptions.Singleline).Value;
        Assert.Contains("This is the only sign-in method of the account", notice);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_passkey_that_is_the_last_sign_in_method_is_not_offered_for_removal_and_says_why(bool isOtherAccepted)
    {
        await App.SignInAsAdministratorAsync(Ada);
        await App.Database.AddManyAsync(1, Model, withIdentity: false);
        await using var db = App.OpenDatabase();
        var passkey = await db.Passkeys.SingleAsync(Cancel);
        var other = NewRows.Passkey(passkey.UserId, DateTimeOffset.UtcNow, model: Model);
        other.RevokedAt = isOtherAccepted ? null : DateTimeOffset.UtcNow;
        db.Passkeys.Add(other);
        await db.SaveChangesAsync(Cancel);

        var page = await Ada.GetStringAsync($"/admin/users/{passkey.UserId}", Cancel);

        Assert.Equal(isOtherAccepted, page.Contains($"/remove-passkey/{passkey.Id}", StringComparison.Ordinal));
        Assert.Equal(!isOtherAccepted, page.Contains($"aria-disabled=\"true\" aria-describedby=\"last-{passkey.Id}\"", StringComparison.Ordinal));
        Assert.Equal(!isOtherAccepted, page.Contains($"id=\"last-{passkey.Id}\"", StringComparison.Ordinal));
        Assert.Contains($"/remove-passkey/{other.Id}", page);
    }

    [Fact]
    public async Task A_user_s_page_shows_what_the_owner_sees_of_passkeys_and_sessions_and_also_the_model()
    {
        await App.SignInAsAdministratorAsync(Ada);
        using var authenticator = App.Authenticator();
        await App.AddPasskeyAsync(await Grace.SignInAsync("grace"), authenticator);
        using var byPasskey = await Grace.SignInWithPasskeyAsync(authenticator);
        await using var db = App.OpenDatabase();
        await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.Name, "Work").SetProperty(p => p.IsDiscoverable, false), Cancel);
        var passkey = await db.Passkeys.SingleAsync(Cancel);

        var page = await Ada.GetStringAsync($"/admin/users/{passkey.UserId}", Cancel);

        Assert.Contains("Only confirms", page);
        Assert.DoesNotContain("Remove it, and add one that signs you in", page);
        Assert.Contains($"<code>{passkey.Aaguid}</code>", page);
        Assert.Contains("Signed in with a passkey, Work", page);
        Assert.DoesNotContain("aria-label=\"Sign out of", page);
    }

    [Fact]
    public async Task A_user_s_page_shows_some_of_very_many_sessions_and_counts_the_rest()
    {
        await App.SignInAsAdministratorAsync(Ada);
        var user = await Grace.SignInAsync("grace");
        await using var db = App.OpenDatabase();
        var identity = await db.ExternalIdentities.SingleAsync(i => i.UserId == user.UserId, Cancel);
        db.Sessions.AddRange(Enumerable.Range(0, UserSessions.MaxShown + 1).Select(_ => new Session
        {
            UserId = user.UserId,
            ExternalIdentityId = identity.Id,
            CreatedAt = DateTimeOffset.UtcNow,
            AuthenticatedAt = DateTimeOffset.UtcNow,
            LastSeenAt = DateTimeOffset.UtcNow,
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        }));
        await db.SaveChangesAsync(Cancel);

        var page = await Ada.GetStringAsync($"/admin/users/{user.UserId}", Cancel);

        Assert.Contains("And 2 more that are not shown.", page);
        Assert.Contains($"Open: {UserSessions.MaxShown + 2}", page);
    }

    [Fact]
    public async Task An_unverified_email_address_says_so()
    {
        await App.SignInAsAdministratorAsync(Ada);
        var user = await Grace.SignInAsync("grace");
        await using var db = App.OpenDatabase();
        foreach (var isVerified in (bool[])[true, false])
        {
            await db.Users.Where(u => u.Id == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsEmailVerified, isVerified), Cancel);

            foreach (var address in (string[])["/admin?search=grace", $"/admin/users/{user.UserId}"])
            {
                var page = await Ada.GetStringAsync(address, Cancel);

                Assert.Contains(user.Email!, page);
                Assert.Equal(!isVerified, page.Contains($"{user.Email}, not verified", StringComparison.Ordinal));
            }
        }
    }
}
