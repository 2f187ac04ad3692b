using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A test on the page that lists passkeys.</summary>
public abstract class PasskeysPageTest(BrowserFixture browser) : BrowserTest(browser)
{
    protected static ILocator Rows(Person person) => person.Page.Locator(".row");

    protected static ILocator Name(Person person) => Rows(person).GetByRole(AriaRole.Heading);

    protected async Task<Person> OnPasskeysPageAsync()
    {
        var ada = await SomebodyAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");

        return ada;
    }
}
