using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Each form of each page is posted in a browser, to each address of its buttons, after the page went out of date. Nothing changes, and the person reads why.</summary>
public sealed class OutdatedPageTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    /// <summary>The number of each form of a page, with each address to which it can be posted.</summary>
    private const string Targets = """
        [...document.querySelectorAll('form[method=post]')].flatMap((form, number) =>
            [form, ...form.querySelectorAll('[formaction]')].map(part => `${number} ${part.getAttribute('formaction') ?? part.getAttribute('action')}`))
        """;

    private static readonly Guid Model = new("ee882879-721c-4913-9775-3dfcce97072a");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/account")]
    [InlineData("/account/delete")]
    [InlineData("/sessions")]
    [InlineData("/accounts")]
    [InlineData("/accounts/disconnect?id={identity}")]
    [InlineData("/link")]
    [InlineData("/passkeys")]
    [InlineData("/passkeys?rename={passkey}")]
    [InlineData("/passkeys/remove?id={passkey}")]
    [InlineData("/passkeys/add?returnUrl=/account&offer=true")]
    [InlineData("/confirm")]
    [InlineData("/admin/models")]
    [InlineData("/admin/models/{model}")]
    [InlineData("/admin/users/{user}/disable")]
    [InlineData("/admin/users/{user}/end-sessions")]
    [InlineData("/admin/users/{user}/give-role")]
    [Threat("OT-01")]
    public async Task Every_form_of_a_page(string page)
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("status of 401.*|status of 403.*", "that is the answer to a person who is signed out, or who is no administrator");
        using (var elsewhere = App.Browser())
        {
            await elsewhere.SignInAsync("mallory");
        }

        await OpenAsync(ada, page);
        var targets = await ada.Page.EvaluateAsync<string[]>(Targets);
        Assert.True(targets.Length > 1, "There is no form but the one in the header.");
        foreach (var target in targets.Where(target => page == "/" || !target.EndsWith(" /session/end", StringComparison.Ordinal)))
        {
            var (number, address) = (target.Split(' ')[0], target.Split(' ')[1]);
            foreach (var reason in (string[])["the session has ended", "another person is signed in", "the token is old"])
            {
                await OpenAsync(ada, page);
                await GoOutOfDateAsync(ada, reason);
                var before = await App.KeptRowsAsync();

                await ada.Page.Locator("form[method=post]").Nth(int.Parse(number, CultureInfo.InvariantCulture))
                    .EvaluateAsync("(form, address) => { form.action = address; HTMLFormElement.prototype.submit.call(form); }", address);

                var isEnd = address == "/session/end" && reason == "the session has ended";
                await Expect(ada.Page.GetByText(
                    isEnd ? "Not signed in" : reason == "the session has ended" ? "You are signed out. Sign in again." : "This page was out of date, so nothing was changed.").First).ToBeVisibleAsync();
                Assert.True(before.SequenceEqual(await App.KeptRowsAsync()), $"{target} changed something: {reason}.");
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
        await db.PendingLinks.ExecuteDeleteAsync(Cancel);
        if (page == "/link")
        {
            var cookies = await ada.Page.Context.CookiesAsync();
            db.PendingLinks.Add(NewRows.PendingLink(signedIn.UserId, DateTimeOffset.UtcNow, cookies.Single(cookie => cookie.Name == Cookies.Browser).Value));
            await db.SaveChangesAsync(Cancel);
        }

        await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.Aaguid, Model), Cancel);
        var passkey = await db.Passkeys.FirstAsync(p => p.UserId == signedIn.UserId, Cancel);
        var identity = await db.ExternalIdentities.FirstAsync(i => i.UserId == signedIn.UserId, Cancel);
        var mallory = await db.Users.SingleAsync(u => u.DisplayName == "Mallory", Cancel);
        if (page == "/confirm")
        {
            await App.AgeSessionsAsync(); // otherwise there is nothing to confirm
        }

        var address = page.Replace("{passkey}", $"{passkey.Id}", StringComparison.Ordinal).Replace("{identity}", $"{identity.Id}", StringComparison.Ordinal)
            .Replace("{user}", $"{mallory.Id}", StringComparison.Ordinal).Replace("{model}", $"{Model}", StringComparison.Ordinal);
        await ada.OpenAsync(address);
        await ada.HasAllDrawnAsync();
        Assert.Equal(address.Split('?')[0], new Uri(ada.Page.Url).AbsolutePath);
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
