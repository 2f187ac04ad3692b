using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The sign-in page after the Back button, as it was left: with an old challenge and an answer already given.</summary>
public sealed class BackTests(BrowserFixture browser) : BrowserTest(browser)
{
    protected override bool KeepsPages => true;

    [Fact]
    [Threat("CH-13")]
    public async Task A_page_that_the_browser_kept_has_a_fresh_challenge_and_signs_in()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1); // the first time it leaves a cookie, and no browser keeps it then
        await ada.PrepareAsync("addEventListener('pageshow', event => window.kept = event.persisted)");

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        var before = await Form(ada).GetAttributeAsync("data-state");
        await ada.FollowAsync("Policy");
        await ada.IsAtAsync("/policy");
        var renewed = ada.Page.WaitForResponseAsync("**/session/passkey/options");
        await ada.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        await renewed;
        Assert.True(await ada.Page.EvaluateAsync<bool>("window.kept"));
        await Expect(Form(ada)).Not.ToHaveAttributeAsync("data-state", before!);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Fact]
    public async Task A_page_that_is_said_to_be_kept_with_its_answer_given_signs_in_anew()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        var renewed = ada.Page.WaitForResponseAsync("**/session/passkey/options");
        await ada.Page.EvaluateAsync(
            """
            () => { // other browsers keep the page like this after its answer signed the person in; this browser does not
                const form = document.querySelector('form[data-passkey]');
                form.elements.credential.value = 'given';
                form.toggleAttribute('data-busy', true);
                dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
            }
            """);
        await renewed;
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Fact]
    public async Task Back_after_signing_in_leads_to_no_second_sign_in()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
        await ada.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });

        await ada.IsSignedInAsync();
    }

    [Fact]
    public async Task Back_after_signing_out_shows_nothing_of_the_person()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/account");
        await Expect(ada.Heading).ToHaveTextAsync("Account");
        await ada.SignOutAsync();
        await ada.Page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });

        await ada.IsAtAsync("/sign-in?returnUrl=%2Faccount");
        await ada.HasAllOfThePageAsync();
        await Expect(ada.Page.GetByText("Ada")).ToHaveCountAsync(0);
    }

    private static ILocator Form(Person person) => person.Page.Locator("form[data-passkey]");
}
