using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>What the home page offers to a user who already has passkeys.</summary>
public sealed class AnotherPasskeyTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task A_passkey_of_another_device_leaves_the_offer_of_one_here()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "phone");
        await ada.OpenAsync("/");

        await ada.PanelSaysAsync("Add another passkey");
        await ada.CreatePasskeyAsync();
        await ada.PressAsync("Done");
        await ada.PanelSaysAsync("You’re all set.");
    }

    [Fact]
    public async Task The_panel_does_not_count_a_passkey_that_cannot_sign_in()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");
        await using (var db = App.OpenDatabase())
        {
            await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);
        }

        await ada.OpenAsync("/");

        await ada.PanelSaysAsync("Add a passkey");
        await Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Passkeys 1" })).ToBeVisibleAsync();
    }
}
