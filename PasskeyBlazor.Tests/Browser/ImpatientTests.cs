using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A person who presses twice, or presses two things at once: the events are sent before the page can change.</summary>
[Threat("CC-08")]
public sealed class ImpatientTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Twice = "button => { button.click(); button.click(); }";

    [Fact]
    public async Task Two_presses_open_one_sheet_and_create_one_passkey()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.WaitForTouchAsync(ada);
        var signedIn = await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/");
        await ada.Button("Create a passkey").EvaluateAsync(Twice);
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.TouchAsync(ada);
        await ada.HasAddedAsync();

        Assert.Equal(1, await Sheets.OpenedToMakeAsync(ada));
        Assert.Single(await App.PasskeyNamesAsync(signedIn.UserId));
    }

    [Fact]
    public async Task Two_presses_of_the_sign_in_button_open_one_sheet_and_one_session()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        await ada.Button("Sign in with a passkey").EvaluateAsync(Twice);

        await ada.IsSignedInAsync();
        Assert.Equal(1, App.Log.Count(line => line.Contains("was opened by passkey", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_presses_of_Remove_remove_only_the_passkey_in_question()
    {
        var (ada, userId) = await WithTwoPasskeysAsync();

        await ada.PressAsync("Remove laptop");
        await ada.Button("Remove passkey").EvaluateAsync(Twice);

        await Expect(ada.Page.Locator(".row")).ToHaveCountAsync(1);
        Assert.Equal(["phone"], await App.PasskeyNamesAsync(userId));
    }

    [Fact]
    public async Task A_rename_and_a_removal_at_once_save_the_name_and_remove_nothing_without_the_answer()
    {
        var (ada, userId) = await WithTwoPasskeysAsync();

        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("desktop");
        await ada.Button("Remove phone").EvaluateAsync(
            "button => { document.querySelector('.rename:not([hidden])').requestSubmit(); button.click(); }");

        await Expect(ada.Button("Rename desktop")).ToBeFocusedAsync();
        Assert.Equal(["desktop", "phone"], await App.PasskeyNamesAsync(userId));
    }

    [Fact]
    public async Task A_rename_while_the_sheet_is_open_is_saved_and_no_passkey_is_half_added()
    {
        var (ada, userId) = await WithTwoPasskeysAsync();

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("desktop");
        await ada.PressAsync("Save");
        await Expect(ada.Button("Rename desktop")).ToBeFocusedAsync();

        Assert.Empty(await ada.Authenticator.CredentialsAsync());
        Assert.Equal(["desktop", "phone"], await App.PasskeyNamesAsync(userId));
    }

    private async Task<(Person Ada, Guid UserId)> WithTwoPasskeysAsync()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.WaitForTouchAsync(ada);
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop", "phone");
        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");

        return (ada, signedIn.UserId);
    }
}
