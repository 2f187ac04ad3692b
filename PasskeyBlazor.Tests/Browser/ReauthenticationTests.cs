using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>After some time a signed-in user must reauthenticate, and then comes back to the form of the change.</summary>
public sealed class ReauthenticationTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    [Fact]
    public async Task A_new_name_is_saved_after_reauthentication_with_a_passkey()
    {
        var ada = await WithPasskeyOfLongAgoAsync();

        await ada.PressAsync("Rename Passkey");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("Ada’s laptop");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByText("Before you rename a passkey.")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator(".fact")).ToContainTextAsync("ada@example.com");
        await ada.PressAsync("Confirm with a passkey");

        await SaveAsync(ada);
    }

    [Fact]
    public async Task A_passkey_is_removed_after_reauthentication_with_the_provider()
    {
        var ada = await WithPasskeyOfLongAgoAsync();

        await ada.PressAsync("Remove Passkey");
        await Expect(ada.Page.GetByText("Before you remove a passkey.")).ToBeVisibleAsync();
        await ada.ContinueWithProviderAsync();
        await Expect(ada.Heading).ToHaveTextAsync("Remove “Passkey”?");
        await ada.PressAsync("Remove passkey");

        await ada.IsAtAsync("/passkeys");
        await Expect(ada.Page.GetByText("No passkeys yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_account_of_the_provider_confirms_nothing_and_the_right_one_still_can()
    {
        var ada = await WithPasskeyOfLongAgoAsync();
        await ada.PressAsync("Rename Passkey");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("Ada’s laptop");
        await ada.Page.Keyboard.PressAsync("Enter");

        await ada.ContinueWithProviderAsync("Grace Hopper");
        await Expect(ada.Page.GetByText("That was another account.")).ToBeVisibleAsync();
        Assert.Equal("Ada Lovelace", (await ada.WhoAsync()).Name);
        await ada.ContinueWithProviderAsync();

        await SaveAsync(ada);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_shows_a_message_and_the_page_still_says_what_the_reauthentication_is_for(bool isInPlace)
    {
        var ada = await WithPasskeyOfLongAgoAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        if (!isInPlace)
        {
            await ada.RefuseSentencesAsync();
        }

        await ada.OpenAsync("/confirm?returnUrl=%2Fpasskeys&reason=Remove");
        await ada.PressAsync("Confirm with a passkey");
        await ada.IsToldAsync("Not confirmed. Try again any time");
        await Expect(ada.Page.GetByText("Before you remove a passkey.")).ToBeVisibleAsync();
        await ada.ContinueWithProviderAsync();

        await ada.IsAtAsync("/passkeys");
    }

    [Fact]
    public async Task Not_now_leads_back_and_changes_nothing()
    {
        var ada = await WithPasskeyOfLongAgoAsync();
        await ada.PressAsync("Rename Passkey");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("Ada’s laptop");
        await ada.PressAsync("Save");

        await ada.FollowAsync("Not now, back to where I was");

        await Expect(ada.Page.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await ada.FollowAsync("Cancel");
        await Expect(Names(ada)).ToHaveTextAsync(["Passkey"]);
        await Expect(ada.Panel).ToHaveAttributeAsync("data-state", "Ready"); // the circuit is up and nothing went on
    }

    private static ILocator Names(Person person) => person.Page.GetByRole(AriaRole.Region, new() { Name = "Your passkeys" }).GetByRole(AriaRole.Heading, new() { Level = 3 });

    /// <summary>The form is open again with what was typed, and has the focus.</summary>
    private static async Task SaveAsync(Person person)
    {
        await Expect(person.Page.GetByRole(AriaRole.Textbox)).ToHaveValueAsync("Ada’s laptop");
        await Expect(person.Page.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await person.PressAsync("Save");
        await Expect(Names(person)).ToHaveTextAsync(["Ada’s laptop"]);
    }

    private async Task<Person> WithPasskeyOfLongAgoAsync()
    {
        await App.DeleteUsersAsync();
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");
        await ada.CreatePasskeyAsync();
        await App.AgeSessionsAsync();
        await ada.OpenAsync("/passkeys");
        await Expect(ada.Panel).ToHaveAttributeAsync("data-state", "Ready");

        return ada;
    }
}
