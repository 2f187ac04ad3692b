using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A test on the page that lists passkeys.</summary>
public abstract class PasskeysPageTest(BrowserFixture browser) : BrowserTest(browser)
{
    protected static ILocator Rows(Person person) => person.Page.Locator(".row");

    protected static ILocator Name(Person person) => Rows(person).GetByRole(AriaRole.Heading);

    /// <summary>A person with passkeys of these names, on the page once its circuit is up.</summary>
    protected async Task<(Person Person, Guid UserId)> WithPasskeysAsync(params string[] names)
    {
        var person = await OpenBrowserAsync();
        var signedIn = await person.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, names);
        await person.OpenAsync("/passkeys");
        await person.PanelSaysAsync("Add a passkey");

        return (person, signedIn.UserId);
    }

    protected async Task<Person> OnPasskeysPageAsync()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");

        return ada;
    }
}
