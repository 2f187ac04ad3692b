using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Sheets that never end: no page depends on it, and Cancel ends the wait at once.</summary>
public sealed class UnsettledSheetTests(BrowserFixture browser, TestApp app) : ReplacedSheetTest(browser, app), IClassFixture<TestApp>
{
    /// <summary>They never settle, in different ways.</summary>
    public static TheoryData<string> Unsettled => new(
        "return new Promise(() => { })",
        "return { then() { } }",
        "real().catch(() => { }); return new Promise(() => { })");

    [Theory]
    [Threat("BR-01")]
    [MemberData(nameof(Unsettled))]
    public async Task Cancel_ends_the_wait_for_a_sign_in_and_the_next_press_signs_in(string answer)
    {
        var ada = await OpenFreshAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, answer);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await ada.PressAsync("Sign in with a passkey");
        await CancelAsync(ada, "get", "Sign in with a passkey");
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [Threat("BR-01")]
    [MemberData(nameof(Unsettled))]
    public async Task Cancel_ends_the_wait_for_a_reauthentication_and_the_next_press_confirms(string answer)
    {
        var ada = await ReauthenticatingAsync(answer);

        await ada.PressAsync("Confirm with a passkey");
        await CancelAsync(ada, "get", "Confirm with a passkey");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Confirm with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [Threat("BR-01")]
    [MemberData(nameof(Unsettled))]
    public async Task Cancel_ends_the_wait_for_a_new_passkey_and_the_next_press_creates_one(string answer)
    {
        var ada = await CreatingAsync(answer);

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await ada.PressAsync("Cancel");
        await ada.PanelSaysAsync("No passkey was created.");
        await Expect(ada.Button("Try again")).ToBeFocusedAsync();
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");

        await ada.HasAddedAsync();
    }

    [Fact]
    [Threat("BR-01")]
    public async Task Cancel_also_ends_the_wait_for_a_server_that_does_not_answer()
    {
        var ada = await OpenFreshAsync();
        await ada.GetPasskeyAsync();
        await ada.PrepareAsync( // the page itself, because Playwright runs no script while it waits for the next page
            """
            addEventListener('submit', ({ target }) => window.cancelled ??= target.elements.credential.value ? setTimeout(() => {
                document.querySelector('[data-cancel]').click();
                document.documentElement.dataset.cancelled = true;
            }, 100) : null);
            """);
        await ada.Page.RouteAsync("**/session/passkey", _ => Task.CompletedTask); // and nothing more

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        await ada.Button("Sign in with a passkey").EvaluateAsync("button => button.click()");
        await ada.HasNotedAsync("cancelled", "true");
        await Expect(ada.Button("Sign in with a passkey")).ToBeFocusedAsync();
        await ada.Page.UnrouteAllAsync();
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }
}
