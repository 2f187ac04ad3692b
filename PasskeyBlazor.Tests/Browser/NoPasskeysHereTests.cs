using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The sign-in page in a browser that has no passkeys: it says so before a press, and the providers come first.</summary>
public sealed class NoPasskeysHereTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    private const string Moves = "new PerformanceObserver(list => list.getEntries().forEach(e => window.moved = (window.moved ?? 0) + e.value)).observe({ type: 'layout-shift', buffered: true });";
    private const string Says = "PublicKeyCredential.isConditionalMediationAvailable = async () => {0}; PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => {1};";

    [Theory]
    [InlineData("delete window.PublicKeyCredential;", "This browser can’t use passkeys here.", 1280)]
    [InlineData("delete PublicKeyCredential.parseRequestOptionsFromJSON;", "This browser can’t use passkeys here.", 320)]
    [InlineData("no, no", "This browser has no passkeys of its own.", 320)]
    [InlineData("slowly no, no", "This browser has no passkeys of its own.", 1280)]
    [InlineData("PublicKeyCredential.getClientCapabilities = async () => ({ conditionalGet: false, userVerifyingPlatformAuthenticator: false });", "This browser has no passkeys of its own.", 1280)]
    public async Task The_page_says_so_before_a_press_and_puts_the_providers_first(string browser, string sentence, int width)
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 900 } });
        await ada.PrepareAsync(Moves + (browser.EndsWith("no, no", StringComparison.Ordinal) ? Answers("false", "false", isSlow: browser.StartsWith("slowly", StringComparison.Ordinal)) : browser));

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.IsToldAsync(sentence);

        Assert.True(await TopOfAsync(ada, "Continue with Development") < await TopOfAsync(ada, "Sign in with a passkey"));
        Assert.Equal(["Continue with Development", "Sign in with a passkey"], await OrderAsync(ada)); // also for the keyboard
        await Expect(ada.Button("Sign in with a passkey")).Not.ToHaveClassAsync(new Regex("primary"));
        Assert.Equal(0, await ada.Page.EvaluateAsync<double>("() => new Promise(done => setTimeout(() => done(window.moved ?? 0), 200))"));
        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync("/account");
    }

    [Theory]
    [InlineData("true", "false")]
    [InlineData("false", "true")]
    [InlineData("true", "true")]
    [InlineData("null", "undefined")]
    [InlineData("Promise.reject('odd')", "false")]
    [InlineData("new Promise(() => { })", "false")]
    public async Task A_browser_that_may_have_passkeys_shows_them_first(string lists, string keeps)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Answers(lists, keeps));

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("form[data-ready]")).ToBeAttachedAsync();
        await Expect(ada.Page.Locator("html[data-asking]")).ToHaveCountAsync(0);

        await ada.IsToldAsync("Use your fingerprint, face, PIN or security key.");
        Assert.Equal(["Sign in with a passkey", "Continue with Development"], await OrderAsync(ada));
        await Expect(ada.Button("Sign in with a passkey")).ToHaveClassAsync(new Regex("primary"));
    }

    [Fact]
    public async Task A_security_key_still_signs_in_where_the_browser_has_no_passkeys()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.PrepareAsync(Answers("false", "false"));

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.IsToldAsync("This browser has no passkeys of its own.");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [InlineData("PasskeyRefused", "That passkey can’t be used here any more.")]
    [InlineData("ChallengeExpired", "That took too long.")]
    [InlineData("Cancelled", "You weren’t signed in.")]
    public async Task The_reason_of_a_failure_stays(string failure, string sentence)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Answers("false", "false"));

        await ada.OpenAsync($"/sign-in?failure={failure}");

        await ada.IsToldAsync(sentence); // the page brings it
        await Expect(ada.Page.Locator("form[data-passkey] .button").First).ToContainTextAsync("Continue with Development"); // the script has its answer
        await ada.IsToldAsync(sentence);
        Assert.Equal(["Continue with Development", "Sign in with a passkey"], await OrderAsync(ada));
    }

    [Fact]
    public async Task The_button_gets_the_focus_before_it_is_visible()
    {
        var ada = await OpenBrowserAsync();

        await ada.OpenAsync("/sign-in?passkey=true");

        await Expect(ada.Button("Sign in with a passkey")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_focus_and_an_address_that_are_there_before_the_answer_stay()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Answers("false", "false", isSlow: true));

        await ada.OpenAsync("/sign-in");
        await ada.Page.GetByLabel("E-mail").FillAsync("ada@example.com");
        await ada.IsToldAsync("This browser has no passkeys of its own.");

        await Expect(ada.Page.GetByLabel("E-mail")).ToBeFocusedAsync();
        await Expect(ada.Page.GetByLabel("E-mail")).ToHaveValueAsync("ada@example.com");
    }

    [Fact]
    public async Task A_script_that_stops_does_not_hide_the_form_for_good()
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("no replaceState", "the script stops");
        await ada.PrepareAsync("history.replaceState = () => { throw new Error('no replaceState'); }");

        await ada.OpenAsync("/sign-in");

        await Expect(ada.Page.Locator("form[data-passkey]")).ToHaveCSSAsync("opacity", "1");
        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();
    }

    private static string Answers(string lists, string keeps, bool isSlow = false) => Says.Replace("{0}", isSlow ? $"new Promise(done => setTimeout(() => done({lists}), 300))" : lists).Replace("{1}", keeps);

    private static Task<double> TopOfAsync(Person person, string name) => person.Button(name).EvaluateAsync<double>("button => button.getBoundingClientRect().top");

    private static Task<string[]> OrderAsync(Person person) => person.Page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('form[data-passkey] .button')].map(button => button.lastElementChild.innerText.trim())");
}
