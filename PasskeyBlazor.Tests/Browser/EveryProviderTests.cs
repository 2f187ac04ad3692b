using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Provider;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Each provider signs in and confirms; all of them are on another site than the app.</summary>
public sealed class EveryProviderTests(BrowserFixture browser, EveryProviderApp shared) : BrowserTest(browser, shared.App), IClassFixture<EveryProviderApp>
{
    [Theory]
    [InlineData("Google")]
    [InlineData("Microsoft")]
    [InlineData("GitHub")]
    [InlineData("Facebook")]
    [InlineData("X")]
    [InlineData("Auth0")]
    [InlineData("Okta")]
    [InlineData("Acme SSO")]
    public async Task It_signs_in_and_confirms_and_no_address_is_needed(string name)
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("A request to another host", "the providers are elsewhere, as in life");
        ada.Allow("Failed to load resource", "and so are the pictures that they name, which no server serves here");
        shared.Name(Guid.NewGuid(), name);

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync($"Continue with {name}");
        await ada.IsSignedInAsync("Ada");
        var before = await ada.WhoAsync();
        Assert.Null(before.Email);
        await App.AgeSessionsAsync();
        await ada.OpenAsync("/");
        await ada.PressAsync("Create a passkey");
        await Expect(ada.Heading).ToHaveTextAsync("Confirm it’s you");
        await Expect(ada.Page.Locator("form button")).ToHaveCountAsync(1); // the only sign-in method of this account
        await ada.PressAsync($"Continue with {name}");

        await ada.HasAddedAsync();
        var after = await ada.WhoAsync();
        Assert.Equal(before.UserId, after.UserId);
        Assert.NotEqual(before.SessionId, after.SessionId);
    }
}
