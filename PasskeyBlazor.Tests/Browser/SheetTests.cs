using PasskeyBlazor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Which of the browser's sheets the button opens, and when none.</summary>
public sealed class SheetTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task The_browser_lists_what_it_has_itself_at_the_first_press()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/protected");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/protected");
        Assert.Equal(["immediate"], await Sheets.RecordedAsync(ada));
    }

    [Fact]
    public async Task Whoever_has_no_passkey_in_this_browser_sees_the_usual_sheet_at_the_same_press()
    {
        var ada = await SomebodyAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("No passkey found here."); // which in life has phones and security keys to offer
        Assert.Equal(["immediate", "usual"], await Sheets.RecordedAsync(ada));
    }

    [Fact]
    public async Task Whoever_came_for_their_passkey_finds_the_focus_on_its_button_and_no_sheet()
    {
        var ada = await SomebodyAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in?passkey=true");

        await Expect(ada.Button("Sign in with a passkey")).ToBeFocusedAsync();
        await Expect(ada.Page.Locator("form[data-ready]")).ToBeVisibleAsync();
        Assert.Empty(await Sheets.RecordedAsync(ada));
    }
}
