using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Password managers that replace the browser's calls and do not answer as the specification says: no page depends on it.</summary>
public sealed class UnsettledSheetTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Late = "return new Promise((resolve, reject) => window.settle = async () => resolve(await real()))";

    /// <summary>They never settle, in different ways.</summary>
    public static TheoryData<string> Unsettled => new(
        "return new Promise(() => { })",
        "return { then() { } }",
        "real().catch(() => { }); return new Promise(() => { })");

    /// <summary>They answer with nothing.</summary>
    public static TheoryData<string> Nothing => new("return null", "return Promise.resolve(null)", "return new Promise(resolve => setTimeout(resolve, 20))");

    /// <summary>What is thrown has no name, or none that can be read.</summary>
    public static TheoryData<string> Faults => new(
        "throw 'a text'",
        "throw null",
        "return Promise.reject()",
        "throw new TypeError('being replaced')",
        "throw { get name() { throw 0; } }",
        "throw { name: Symbol('no text') }",
        "return Promise.reject(new Proxy({}, { get() { throw 0; } }))");

    [Theory]
    [Threat("BR-01")]
    [MemberData(nameof(Unsettled))]
    public async Task Cancel_ends_the_wait_for_a_sign_in_and_the_next_press_signs_in(string answer)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, answer);

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await ada.PressAsync("Sign in with a passkey");
        await CancelAsync(ada, "get", "Sign in with a passkey");
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/me");
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

        await ada.IsAtAsync("/me");
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

        await ada.PanelSaysAsync("Passkey added: ");
    }

    [Fact]
    [Threat("BR-02")]
    public async Task A_late_answer_of_a_cancelled_sign_in_opens_no_session()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, Late);

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await ada.PressAsync("Sign in with a passkey");
        await CancelAsync(ada, "get", "Sign in with a passkey");
        await Sheets.SettleAsync(ada);

        await ada.IsAtAsync("/sign-in?returnUrl=%2Fme");
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

        await ada.IsAtAsync("/confirm?returnUrl=%2Fme&reason=Change");
        Assert.Equal("", await ada.Page.Locator("[name=credential]").InputValueAsync());
    }

    [Fact]
    [Threat("BR-02")]
    public async Task A_late_answer_of_a_cancelled_sign_in_does_not_disturb_the_next_one()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, "return new Promise((_, reject) => window.settle ??= () => reject(new DOMException('', 'NotAllowedError')))");

        await ada.OpenAsync("/sign-in?returnUrl=/me");
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
        await ada.PressAsync("Create a passkey");
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
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, Late);
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ada.Page.Context.ExposeFunctionAsync("settled", settled.SetResult);
        await ada.Page.RouteAsync("**/session/provider", async route =>
        {
            await settled.Task;
            await route.ContinueAsync();
        });

        await ada.OpenAsync("/sign-in?returnUrl=/me");
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
    [Threat("BR-03")]
    [MemberData(nameof(Nothing))]
    public async Task No_answer_is_a_cancellation_of_the_sign_in(string answer)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, answer);

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/me");
    }

    [Theory]
    [Threat("BR-03")]
    [MemberData(nameof(Nothing))]
    public async Task No_answer_is_a_cancellation_of_the_reauthentication(string answer)
    {
        var ada = await ReauthenticatingAsync(answer);

        await ada.PressAsync("Confirm with a passkey");

        await ada.IsToldAsync("Not confirmed. Try again any time");
    }

    [Theory]
    [Threat("BR-03")]
    [MemberData(nameof(Nothing))]
    public async Task No_answer_is_a_cancellation_of_the_creation(string answer)
    {
        var ada = await CreatingAsync(answer);

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("No passkey was created.");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");

        await ada.PanelSaysAsync("Passkey added: ");
    }

    [Theory]
    [Threat("BR-03")]
    [MemberData(nameof(Faults))]
    public async Task Whatever_is_thrown_is_said_on_both_pages_and_the_next_press_works(string answer)
    {
        var ada = await CreatingAsync(answer);
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Something went wrong with your passkey provider.");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");
        await ada.PanelSaysAsync("Passkey added: ");
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("Something went wrong with your passkey provider.");
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsAtAsync("/me");
    }

    [Theory]
    [Threat("BR-03")]
    [InlineData("return null", 1)]
    [InlineData("throw 'a text'", 1)]
    [InlineData("return Promise.reject(new DOMException('', 'OperationError'))", 2)] // which is tried once more
    public async Task Autofill_is_armed_again_however_it_ended(string autofill, int times)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, "throw null", $"if (offered <= {times}) {{ {autofill} }} return call.call(this, options)");

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await Sheets.AutofillIsOfferedAsync(ada, times);
        await ada.Page.EvaluateAsync("new Promise(done => setTimeout(done, 50))"); // whatever was to run has run
        await ada.Page.GetByLabel("E-mail").FocusAsync();

        await ada.IsAtAsync("/me");
    }

    [Fact]
    [Threat("BR-01")]
    public async Task Cancel_also_ends_the_wait_for_a_server_that_does_not_answer()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.PrepareAsync( // the page itself, because Playwright runs no script while it waits for the next page
            """
            addEventListener('submit', ({ target }) => window.cancelled ??= target.elements.credential.value ? setTimeout(() => {
                document.querySelector('[data-cancel]').click();
                document.documentElement.dataset.cancelled = true;
            }, 100) : null);
            """);
        await ada.Page.RouteAsync("**/session/passkey", _ => Task.CompletedTask); // and nothing more

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        await ada.Button("Sign in with a passkey").EvaluateAsync("button => button.click()");
        await ada.HasNotedAsync("cancelled", "true");
        await Expect(ada.Button("Sign in with a passkey")).ToBeFocusedAsync();
        await ada.Page.UnrouteAllAsync();
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/me");
    }

    [Theory]
    [Threat("BR-04")]
    [InlineData("() => new Promise(() => { })")]
    [InlineData("() => { throw 0; }")]
    [InlineData("() => Promise.reject('a text')")]
    [InlineData("() => null")]
    [InlineData("undefined")]
    public async Task A_question_about_the_browser_that_has_no_answer_stops_nothing(string question)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(
            $$"""
            for (const name of ['getClientCapabilities', 'isConditionalMediationAvailable', 'isUserVerifyingPlatformAuthenticatorAvailable',
                'signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails']) {
                PublicKeyCredential[name] = {{question}};
            }
            """);
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/me");
    }

    /// <summary>Cancels with the keyboard alone: the wait ends, and the focus is on the main button.</summary>
    private static async Task CancelAsync(Person person, string asked, string main)
    {
        await Sheets.IsAskedAsync(person, asked);
        await person.Button("Cancel").FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Button("Cancel")).ToHaveCountAsync(0);
        await Expect(person.Button(main)).ToBeFocusedAsync();
        await Expect(person.Page.Locator("form[data-busy]")).ToHaveCountAsync(0);
    }

    private async Task<Person> ReauthenticatingAsync(string answer)
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        await App.AgeSessionsAsync();
        await Sheets.ReplaceAsync(ada, answer);
        await ada.OpenAsync("/confirm?returnUrl=%2Fme&reason=Change");

        return ada;
    }

    private async Task<Person> CreatingAsync(string answer)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.ReplaceAsync(ada, answer);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");

        return ada;
    }
}
