using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The account as a whole: its summary on other pages, its data, and its deletion.</summary>
public sealed class AccountTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_home_page_counts_a_passkey_as_soon_as_it_was_added()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/");
        await Expect(Row(ada, "Passkeys")).ToContainTextAsync("None yet");
        await ada.CreatePasskeyAsync();

        await Expect(Row(ada, "Passkeys")).ToContainTextAsync("1");
    }

    [Fact]
    public async Task The_passkeys_page_counts_the_sessions_that_a_removed_passkey_took_along()
    {
        var ada = await OpenBrowserAsync();
        using var elsewhere = App.Browser();
        var hers = await elsewhere.SignInAsync();
        await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(hers.UserId, "laptop");
        await using (var db = App.OpenDatabase())
        {
            var laptop = await db.Passkeys.SingleAsync(Cancel);
            await db.Sessions.Where(s => s.Id == hers.SessionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.PasskeyId, laptop.Id), Cancel);
        }

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await Expect(Row(ada, "Sessions")).ToContainTextAsync("2 signed in");
        await ada.PressAsync("Remove laptop");
        await ada.PressAsync("Remove passkey");

        await Expect(Row(ada, "Sessions")).ToContainTextAsync("This browser only");
    }

    [Fact]
    [Threat("LG-05")]
    public async Task From_the_data_to_the_end_of_the_account_and_to_a_new_one()
    {
        var ada = await OpenBrowserAsync();
        var before = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();

        await ada.FollowAsync("Account");
        var file = await ada.Page.RunAndWaitForDownloadAsync(() => ada.PressAsync("Download my data"));
        await ada.FollowAsync("Delete my account");
        await ada.PressAsync("Delete my account");
        await Expect(ada.Heading).ToHaveTextAsync("Your account is deleted");
        await ada.FollowAsync("Sign in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("That passkey can’t be used here any more.");
        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();

        Assert.EndsWith(".json", file.SuggestedFilename);
        Assert.NotEqual(before.UserId, (await ada.WhoAsync()).UserId);
    }

    private static ILocator Row(Person person, string name) => person.Page.Locator(".link-row").Filter(new() { HasText = name });
}
