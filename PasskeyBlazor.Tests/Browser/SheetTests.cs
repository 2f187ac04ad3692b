using PasskeyBlazor.Tests.Support.Browser;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Which of the browser's sheets the button opens, and when none.</summary>
public sealed class SheetTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task The_first_press_lists_the_passkeys_of_this_browser()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/protected");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/protected");
        Assert.Equal(["immediate"], await Sheets.RecordedAsync(ada));
    }

    [Fact]
    public async Task The_same_press_opens_the_usual_sheet_if_this_browser_has_no_passkey()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("No passkey found here."); // a real sheet would offer phones and security keys
        Assert.Equal(["immediate", "usual"], await Sheets.RecordedAsync(ada));
    }

    [Fact]
    public async Task A_visit_for_a_passkey_puts_the_focus_on_its_button_and_opens_no_sheet()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in?passkey=true");

        await Expect(ada.Button("Sign in with a passkey")).ToBeFocusedAsync();
        await Expect(ada.Page.Locator("form[data-ready]")).ToBeVisibleAsync();
        Assert.Empty(await Sheets.RecordedAsync(ada));
    }
}
