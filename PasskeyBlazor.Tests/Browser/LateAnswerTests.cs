using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Answers that come after Cancel: they change nothing.</summary>
public sealed class LateAnswerTests(BrowserFixture browser, TestApp app) : ReplacedSheetTest(browser, app), IClassFixture<TestApp>
{
    private const string Late = "return new Promise((resolve, reject) => window.settle = async () => resolve(await real()))";

    /// <summary>How a sheet may end after Cancel without a passkey.</summary>
    public static TheoryData<string> Ends => new(
        "resolve(null)",
        "reject(new DOMException('', 'NotAllowedError'))",
        "reject(new DOMException('', 'InvalidStateError'))",
        "reject('a text')");

    [Fact]
    [Threat("BR-02")]
    public async Task A_late_answer_of_a_cancelled_sign_in_opens_no_session()
    {
        var ada = await OpenFreshAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, Late);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await CancelAsync(ada, "get", "Sign in with a passkey");
        await Sheets.SettleAsync(ada);

        await ada.IsAtAsync("/sign-in?returnUrl=%2Faccount");
        Assert.Equal("", await ada.Page.Locator("[name=credential]").InputValueAsync());
    }

    [Fact]
    [Threat("BR-02")]
    public async Task A_late_answer_of_a_cancelled_reauthentication_confirms_nothing()
    {
        var ada = await ReauthenticatingAsync(Late);

        await ada.PressAsync("Confirm with a passkey");
        await CancelAsync(ada, "get", "Confirm with a passkey");
        await Sheets.SettleAsync(ada);

        await ada.IsAtAsync("/confirm?returnUrl=%2Faccount&reason=Change");
        Assert.Equal("", await ada.Page.Locator("[name=credential]").InputValueAsync());
    }

    [Fact]
    [Threat("BR-02")]
    public async Task A_late_answer_of_a_cancelled_sign_in_does_not_disturb_the_next_one()
    {
        var ada = await OpenFreshAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, "return new Promise((_, reject) => window.settle ??= () => reject(new DOMException('', 'NotAllowedError')))");

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await CancelAsync(ada, "get", "Sign in with a passkey");
        await ada.Page.EvaluateAsync("delete document.documentElement.dataset.asked");
        await ada.PressAsync("Sign in with a passkey");
        await Sheets.IsAskedAsync(ada, "get");
        await Sheets.SettleAsync(ada);

        await ada.IsToldAsync("Follow your browser’s instructions…");
    }

    [Fact]
    [Threat("BR-02")]
    public async Task A_passkey_that_is_created_after_Cancel_changes_nothing()
    {
        var ada = await CreatingAsync(Late);
        await ada.PrepareAsync("PublicKeyCredential.signalUnknownCredential = async () => { document.documentElement.dataset.forgot = true; }");
        await ada.OpenAsync("/");

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await ada.PressAsync("Cancel");
        await ada.PanelSaysAsync("No passkey was created.");
        var creates = ada.Authenticator.MakesPasskeyAsync();
        await Sheets.SettleAsync(ada);

        await creates;
        await Expect(ada.Page.Locator("html")).Not.ToHaveAttributeAsync("data-forgot", "true"); // the database was not asked
        Assert.Empty(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
        await ada.PanelSaysAsync("No passkey was created.");
    }

    [Fact]
    [Threat("BR-02")]
    public async Task A_saved_passkey_is_not_forgotten_when_another_one_is_cancelled()
    {
        var ada = await CreatingAsync("return new Promise(() => { })");
        await ada.PrepareAsync("PublicKeyCredential.signalUnknownCredential = async () => { document.documentElement.dataset.forgot = true; }");
        await ada.OpenAsync("/");
        await ada.PanelSaysAsync("Add a passkey");
        await Sheets.WorkAgainAsync(ada);
        await ada.CreatePasskeyAsync();

        await ada.Page.EvaluateAsync("window.works = false");
        await ada.PressAsync("Done");
        await ada.PressAsync("Use a phone");
        await ada.PanelSaysAsync("Continue in the window");
        await ada.PressAsync("Cancel");
        await ada.PanelSaysAsync("No passkey was created.");

        await Expect(ada.Page.Locator("html")).Not.ToHaveAttributeAsync("data-forgot", "true");
        Assert.Single(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
    }

    [Fact]
    [Threat("BR-02")]
    public async Task A_late_answer_does_not_lead_elsewhere_than_the_button_that_was_pressed_since()
    {
        var ada = await OpenFreshAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, Late);
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ada.Page.Context.ExposeFunctionAsync("settled", settled.SetResult);
        await ada.Page.RouteAsync("**/session/provider", async route =>
        {
            await settled.Task;
            await route.ContinueAsync();
        });

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await Sheets.IsAskedAsync(ada, "get");
        await ada.Page.EvaluateAsync( // one call, because Playwright runs no script while it waits for the next page
            """
            () => {
                document.querySelector('[name=provider]').click();
                setTimeout(async () => { await window.settle(); setTimeout(window.settled, 50); });
            }
            """);

        await Expect(ada.Page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace" }).First).ToBeVisibleAsync();
    }

    [Theory]
    [Threat("BR-02")]
    [MemberData(nameof(Ends))]
    public async Task A_creation_that_ends_without_a_passkey_after_Cancel_changes_nothing(string end)
    {
        var ada = await CreatingAsync($"return new Promise((resolve, reject) => window.settle = () => {end})");

        await CancelCreationAsync(ada);
        await Sheets.SettleAsync(ada);
        await ada.PanelSaysAsync("No passkey was created.");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");

        await ada.HasAddedAsync();
        Assert.Single(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
    }

    [Theory]
    [Threat("BR-02")]
    [MemberData(nameof(Ends))]
    public async Task A_late_end_of_a_cancelled_creation_does_not_disturb_the_next_one(string end)
    {
        var ada = await CreatingAsync(
            $$"""
            return new Promise((resolve, reject) => {
                if (!window.settle) {
                    window.settle = () => {{end}};
                } else {
                    window.touch = () => real().then(resolve, reject);
                }
            });
            """);

        await CancelCreationAsync(ada);
        await ada.PressAsync("Try again");
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.SettleAsync(ada);
        await ada.Page.EvaluateAsync("window.touch()");

        await ada.HasAddedAsync();
        Assert.Single(await ada.Authenticator.CredentialsAsync());
    }

    private static async Task CancelCreationAsync(Person person)
    {
        await person.PressAsync("Create a passkey");
        await person.PanelSaysAsync("Continue in the window");
        await person.PressAsync("Cancel");
        await person.PanelSaysAsync("No passkey was created.");
    }
}
