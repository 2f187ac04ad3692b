using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>What the sign-in page says when the browser's sheet ends without a passkey, and that the page goes on working.</summary>
public sealed class SignInFailureTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    /// <summary>The browser's error, and what is said. NotAllowedError after some time is a person who cancelled.</summary>
    public static TheoryData<string, string> Errors => new()
    {
        { "NotAllowedError", "No passkey found here." },
        { "NotAllowedError after a while", "You weren’t signed in." },
        { "SecurityError", "Passkeys aren’t set up for this address." },
        { "ConstraintError", "This device needs a screen lock" },
        { "NotSupportedError", "This authenticator isn’t compatible." },
        { "OperationError", "Another passkey window is open." },
        { "UnknownError", "Something went wrong with your passkey provider." },
        { "InvalidStateError", "Something went wrong with your passkey provider." }, // for new passkeys only, no meaning here
        { "NotReadableError", "Something went wrong with your passkey provider." },
    };

    [Theory]
    [Threat("CR-15")]
    [MemberData(nameof(Errors))]
    public async Task A_failure_is_shown_in_place(string error, string sentence)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, error);

        await ada.OpenAsync("/sign-in");
        await ada.Page.EvaluateAsync("window.same = true");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync(sentence);
        Assert.True(await ada.Page.EvaluateAsync<bool>("window.same === true"));
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Expect(ada.Button("Sign in with a passkey")).Not.ToBeDisabledAsync();
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_new_page_shows_the_failure_when_its_sentence_does_not_come(string error, string sentence)
    {
        var ada = await OpenBrowserAsync();
        await ada.RefuseSentencesAsync();
        await Sheets.FailAsync(ada, error);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync(sentence);
        await ada.IsAtAsync("/sign-in?returnUrl=%2Faccount"); // a reload does not say it again
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await Expect(ada.Button("Sign in with a passkey")).Not.ToBeDisabledAsync();
    }

    [Fact]
    public async Task An_aborted_ceremony_shows_no_message()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "AbortError");

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await ada.IsToldAsync("Use your fingerprint, face, PIN or security key.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_cancelled_sheet_the_second_try_signs_in(bool isInPlace)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        if (!isInPlace)
        {
            await ada.RefuseSentencesAsync();
        }

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [Threat("CR-15")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_second_failure_in_a_row_offers_another_sign_in_method_by_name_and_it_works(bool isInPlace)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        if (!isInPlace)
        {
            await ada.RefuseSentencesAsync();
        }

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await Expect(OtherWay(ada)).ToBeHiddenAsync();
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("Still not working?");
        await OtherWay(ada).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace" }).First.ClickAsync();
        await ada.IsAtAsync("/account");
    }

    [Fact]
    public async Task The_passkey_button_still_works_after_two_failures_in_a_row()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("Still not working?");

        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Fact]
    public async Task Two_failures_with_a_reason_say_their_reason_and_a_new_visit_counts_anew()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await ada.OpenAsync("/sign-in?failure=SecurityError");

        await ada.IsToldAsync("Passkeys aren’t set up for this address.");
        await Expect(OtherWay(ada)).ToBeHiddenAsync();
    }

    [Fact]
    [Threat("CH-09")]
    public async Task One_more_try_succeeds_when_another_window_is_just_closing()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.BlockFirstAsync(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Fact]
    public async Task A_window_that_stays_open_gets_only_one_more_try()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "OperationError");

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("Another passkey window is open.");
        Assert.Equal(2, await Sheets.OpenedAsync(ada));
    }

    [Fact]
    public async Task After_a_cancelled_list_the_second_press_opens_the_usual_sheet()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("Still not working?");
        Assert.Equal(["immediate", "usual"], (await Sheets.RecordedAsync(ada)).Where(kind => kind != "conditional"));
    }

    [Fact]
    public async Task A_browser_that_knows_no_passkeys_gets_a_message()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("delete window.PublicKeyCredential");

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("This browser can’t use passkeys here.");
    }

    private static ILocator OtherWay(Person person) => person.Page.Locator(".slot").GetByRole(AriaRole.Button, new() { Name = "Continue with Development" });
}
