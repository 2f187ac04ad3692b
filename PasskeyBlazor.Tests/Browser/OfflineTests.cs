using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A network that goes away in the middle, and comes back.</summary>
public sealed class OfflineTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("back")]
    [InlineData("reload")]
    public async Task An_answer_that_could_not_be_sent_is_no_dead_end(string wayOn)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        AllowSilence(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.Page.Context.SetOfflineAsync(true);
        await ada.PressAsync("Sign in with a passkey");
        await Expect(ada.Page).ToHaveURLAsync("chrome-error://chromewebdata/"); // the browser's own page says that there is no network
        await ada.Page.Context.SetOfflineAsync(false);
        if (wayOn == "back")
        {
            await ada.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
            await ada.PressAsync("Sign in with a passkey");
        }
        else
        {
            await ada.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit }); // which sends the answer once more
        }

        await ada.IsAtAsync("/account");
    }

    [Fact]
    [Threat("CH-14")]
    public async Task A_sheet_that_was_cancelled_offline_is_said_when_the_network_is_back_and_a_retry_works()
    {
        var ada = await OpenBrowserAsync();
        AllowSilence(ada);
        await Sheets.WaitForTouchAsync(ada);
        var line = await CutLine.OfAsync(ada);
        var signedIn = await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/");
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await ada.Page.Context.SetOfflineAsync(true);
        await line.CutAsync();
        await Sheets.CloseAsync(ada);
        await ada.Page.Context.SetOfflineAsync(false);
        await line.JoinAsync();
        await ada.PanelSaysAsync("No passkey was created.");
        Assert.Empty(await App.PasskeyNamesAsync(signedIn.UserId));

        await ada.PressAsync("Try again");
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.TouchAsync(ada);
        await ada.HasAddedAsync();
        Assert.Single(await App.PasskeyNamesAsync(signedIn.UserId));
    }

    private static void AllowSilence(Person person) =>
        person.Allow("ERR_INTERNET_DISCONNECTED|WebSocket|circuit|[Cc]onnection|Failed to fetch", "there is no network");
}
