using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>An answer that is there at once: the post that the script makes of it is not lost.</summary>
[Threat("BR-07")]
public sealed class EarlyAnswerTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>No passkey's answer, so that the server's refusal shows that the post arrived.</summary>
    private const string Answer = "{ id: 'AAAA', rawId: 'AAAA', type: 'public-key', toJSON() { return this; }, response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: 'AAAA' } }";

    public static TheoryData<string> Times => new(
        $"return {Answer}",
        $"return Promise.resolve({Answer})",
        $"return new Promise(resolve => queueMicrotask(() => resolve({Answer})))",
        $"return new Promise(resolve => setTimeout(() => resolve({Answer}), 5))");

    [Theory]
    [MemberData(nameof(Times))]
    public async Task The_answer_to_a_press_is_posted(string answer)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.ReplaceAsync(ada, answer);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("That passkey can’t be used here any more.");
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task The_answer_to_Enter_in_the_email_field_is_posted(string answer)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.ReplaceAsync(ada, answer);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await ada.Page.GetByLabel("E-mail").FillAsync("ada");
        await ada.Page.Keyboard.PressAsync("Enter");

        await ada.IsToldAsync("That passkey can’t be used here any more.");
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task The_answer_to_a_press_before_the_script_was_there_is_posted(string answer)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.ReplaceAsync(ada, answer);

        await ada.OpenAsync("/sign-in?begin=true&returnUrl=/account");

        await ada.IsToldAsync("That passkey can’t be used here any more.");
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task The_answer_to_a_reauthentication_is_posted(string answer)
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");
        await App.AgeSessionsAsync();
        await Sheets.ReplaceAsync(ada, answer);

        await ada.OpenAsync("/confirm?returnUrl=%2Faccount&reason=Change");
        await ada.PressAsync("Confirm with a passkey");

        await ada.IsToldAsync("Not confirmed: this passkey was refused.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_at_once_is_said(bool isInPlace)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.ReplaceAsync(ada, "throw new DOMException('', 'SecurityError')");
        if (!isInPlace)
        {
            await ada.RefuseSentencesAsync();
        }

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("Passkeys aren’t set up for this address.");
    }

    [Fact]
    public async Task A_passkey_that_is_picked_while_an_address_is_half_typed_signs_in()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.WaitForPickAsync(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await ada.Page.GetByLabel("E-mail").FillAsync("ada@");
        await Sheets.PickAsync(ada);

        await ada.IsAtAsync("/account");
    }
}
