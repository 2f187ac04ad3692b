using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>What home offers to whoever has passkeys already.</summary>
public sealed class AnotherPasskeyTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task Whoever_is_done_is_offered_another_and_when_they_come_back_too()
    {
        var ada = await SomebodyAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.CreatePasskeyAsync();

        await ada.PressAsync("Done");
        await ada.PanelSaysAsync("Add another passkey");
        await ada.Page.ReloadAsync();

        await ada.PanelSaysAsync("Add another passkey");
    }

    [Fact]
    public async Task One_that_signs_nobody_in_is_none_that_another_could_be_added_to()
    {
        var ada = await SomebodyAsync();
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
