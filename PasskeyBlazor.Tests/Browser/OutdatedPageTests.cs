using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Each form of each page is posted in a browser after the page went out of date. Nothing changes, and the person reads why.</summary>
public sealed class OutdatedPageTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/account")]
    [InlineData("/account/delete")]
    [InlineData("/sessions")]
    [InlineData("/accounts")]
    [InlineData("/passkeys")]
    [InlineData("/passkeys?rename={passkey}")]
    [InlineData("/passkeys/remove?id={passkey}")]
    [InlineData("/passkeys/add?returnUrl=/account&offer=true")]
    [InlineData("/confirm")]
    [InlineData("/admin/models")]
    [InlineData("/admin/users/{user}/disable")]
    [Threat("OT-01")]
    public async Task Every_form_of_a_page(string page)
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("status of 401.*|status of 403.*", "that is the answer to a person who is signed out, or who is no administrator");
        using (var elsewhere = App.Browser())
        {
            await elsewhere.SignInAsync("mallory");
        }

        var forms = 1;
        for (var form = 0; form < forms; form++)
        {
            foreach (var reason in (string[])["the session has ended", "another person is signed in", "the token is old"])
            {
                await OpenAsync(ada, page);
                var posted = ada.Page.Locator("form[method=post]").Nth(form);
                await Expect(posted).ToBeAttachedAsync();
                forms = await ada.Page.Locator("form[method=post]").CountAsync();
                var isSignOut = await posted.GetAttributeAsync("action") is "/session/end";
                await GoOutOfDateAsync(ada, reason);
                var before = await App.KeptRowsAsync();

                await posted.EvaluateAsync("form => HTMLFormElement.prototype.submit.call(form)");

                var isEnd = isSignOut && reason == "the session has ended";
                await Expect(ada.Page.GetByText(
                    isEnd ? "Not signed in" : reason == "the session has ended" ? "You are signed out. Sign in again." : "This page was out of date, so nothing was changed.").First).ToBeVisibleAsync();
                Assert.Equal(before, await App.KeptRowsAsync());
            }
        }
    }

    /// <summary>The press opens the sheet at once, so the page asks meanwhile who is signed in.</summary>
    [Theory]
    [InlineData("the session has ended")]
    [InlineData("another person is signed in")]
    [Threat("OT-01")]
    public async Task No_passkey_is_created_for_a_person_who_is_not_signed_in_any_more(string reason)
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("status of 401.*", "that is the answer to a person who is signed out");
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys/add");
        await Expect(ada.Page.Locator("form[data-ready]")).ToBeAttachedAsync();
        await GoOutOfDateAsync(ada, reason);
        var before = await App.KeptRowsAsync();

        await ada.PressAsync("Create a passkey");

        await Expect(ada.Page.GetByText(reason == "the session has ended" ? "Sign in to PasskeyBlazor" : "You’re signed in as grace@example.com.").First).ToBeVisibleAsync();
        Assert.Empty(await ada.Authenticator.CredentialsAsync());
        Assert.Equal(before, await App.KeptRowsAsync());
    }

    private async Task OpenAsync(Person ada, string page)
    {
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "Laptop", "Phone");
        await using var db = App.OpenDatabase();
        await db.GiveRoleAsync(signedIn.UserId);
        var passkey = await db.Passkeys.FirstAsync(p => p.UserId == signedIn.UserId, Cancel);
        var mallory = await db.Users.SingleAsync(u => u.DisplayName == "Mallory", Cancel);
        await ada.OpenAsync(page.Replace("{passkey}", $"{passkey.Id}", StringComparison.Ordinal).Replace("{user}", $"{mallory.Id}", StringComparison.Ordinal));
        await ada.HasAllDrawnAsync();
    }

    private async Task GoOutOfDateAsync(Person ada, string reason)
    {
        switch (reason)
        {
            case "the session has ended":
                await using (var db = App.OpenDatabase())
                {
                    await db.Sessions.ExecuteDeleteAsync(Cancel);
                }

                break;
            case "another person is signed in":
                await ada.SignInQuicklyAsync("grace");
                break;
            default:
                await ada.LoseCookieAsync(Cookies.Antiforgery);
                break;
        }
    }
}
