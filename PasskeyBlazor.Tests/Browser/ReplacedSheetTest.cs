using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// A test of password managers that replace the browser's calls and do not answer as the specification says. Its tests share an app, one
/// after the other: each begins without users.
/// </summary>
public abstract class ReplacedSheetTest(BrowserFixture browser, TestApp app) : BrowserTest(browser, app)
{
    /// <summary>Autofill that ends when it is aborted, where the test is about something else.</summary>
    protected const string Obedient = "return new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)))";

    private const string NeverEnding = "return new Promise(() => { })";

    protected async Task<Person> OpenFreshAsync()
    {
        await App.DeleteUsersAsync();

        return await OpenBrowserAsync();
    }

    /// <summary>Cancels with the keyboard alone: the wait ends, and the focus is on the main button.</summary>
    protected static async Task CancelAsync(Person person, string asked, string main)
    {
        await Sheets.IsAskedAsync(person, asked);
        await person.Button("Cancel").FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Button("Cancel")).ToHaveCountAsync(0);
        await Expect(person.Button(main)).ToBeFocusedAsync();
        await Expect(person.Page.Locator("form[data-busy]")).ToHaveCountAsync(0);
    }

    protected async Task<Person> ReauthenticatingAsync(string answer)
    {
        var ada = await OpenFreshAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        await App.AgeSessionsAsync();
        await Sheets.ReplaceAsync(ada, answer);
        await ada.OpenAsync("/confirm?returnUrl=%2Faccount&reason=Change");

        return ada;
    }

    protected async Task<Person> CreatingAsync(string answer, string autofill = NeverEnding)
    {
        var ada = await OpenFreshAsync();
        await Sheets.ReplaceAsync(ada, answer, autofill);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");

        return ada;
    }
}
