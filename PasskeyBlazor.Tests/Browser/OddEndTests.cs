using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Sheets that end with nothing, or with an error that is no DOMException: the person reads so, and the next press works.</summary>
public sealed class OddEndTests(BrowserFixture browser, TestApp app) : ReplacedSheetTest(browser, app), IClassFixture<TestApp>
{
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
    [Threat("BR-03")]
    [MemberData(nameof(Nothing))]
    public async Task No_answer_is_a_cancellation_of_the_sign_in(string answer)
    {
        var ada = await OpenFreshAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, answer, Obedient);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
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
        var ada = await CreatingAsync(answer, Obedient);

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("No passkey was created.");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");

        await ada.HasAddedAsync();
    }

    [Theory]
    [Threat("BR-03")]
    [MemberData(nameof(Faults))]
    public async Task Whatever_is_thrown_is_said_on_both_pages_and_the_next_press_works(string answer)
    {
        var ada = await CreatingAsync(answer, Obedient);
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Something went wrong with your passkey provider.");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");
        await ada.HasAddedAsync();
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("Something went wrong with your passkey provider.");
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsAtAsync("/account");
    }

    [Theory]
    [Threat("BR-03")]
    [InlineData("return null", 1)]
    [InlineData("throw 'a text'", 1)]
    [InlineData("return Promise.reject(new DOMException('', 'OperationError'))", 2)] // which is tried once more
    public async Task Autofill_is_armed_again_however_it_ended(string autofill, int times)
    {
        var ada = await OpenFreshAsync();
        await ada.GetPasskeyAsync();
        await Sheets.ReplaceAsync(ada, "throw null", $"if (offered <= {times}) {{ {autofill} }} return call.call(this, options)");

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times);
        await ada.Page.EvaluateAsync("new Promise(done => setTimeout(done, 50))"); // whatever was to run has run
        await ada.Page.GetByLabel("E-mail").FocusAsync();

        await ada.IsAtAsync("/account");
    }
}
