using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Questions about the browser that have no answer.</summary>
public sealed class UnansweredQuestionTests(BrowserFixture browser, TestApp app) : ReplacedSheetTest(browser, app), IClassFixture<TestApp>
{
    [Theory]
    [Threat("BR-04")]
    [InlineData("() => new Promise(() => { })")]
    [InlineData("() => { throw 0; }")]
    [InlineData("() => Promise.reject('a text')")]
    [InlineData("() => null")]
    [InlineData("undefined")]
    public async Task A_question_about_the_browser_that_has_no_answer_stops_nothing(string question)
    {
        var ada = await OpenFreshAsync();
        await ada.PrepareAsync(
            $$"""
            for (const name of ['getClientCapabilities', 'isConditionalMediationAvailable', 'isUserVerifyingPlatformAuthenticatorAvailable',
                'signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails']) {
                PublicKeyCredential[name] = {{question}};
            }
            """);
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }
}
