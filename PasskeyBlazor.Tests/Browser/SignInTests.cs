using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The sign-in page, when all goes well.</summary>
public sealed partial class SignInTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_passkey_signs_in_by_the_button_and_by_autofill(bool autofill)
    {
        var ada = await OpenBrowserAsync();
        var before = await ada.GetPasskeyAsync();
        if (autofill)
        {
            await ada.SwitchAutofillOnAsync();
        }

        await ada.OpenAsync("/sign-in");
        if (!autofill)
        {
            await ada.PressAsync("Sign in with a passkey");
        }

        await ada.IsSignedInAsync();
        Assert.Equal(before.UserId, (await ada.WhoAsync()).UserId);
    }

    [Fact]
    public async Task After_a_sign_in_every_page_shows_times_in_the_person_s_time_zone()
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { TimezoneId = "Asia/Kathmandu" });
        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();

        foreach (var page in (string[])["/", "/sessions", "/activity", "/passkeys"])
        {
            await ada.OpenAsync(page);
            await ada.HasAllDrawnAsync();
            var time = ada.Page.Locator("time").Last;
            var clock = await time.EvaluateAsync<string>("time => new Date(time.dateTime).toTimeString().slice(0, 5)");
            await Expect(time).ToContainTextAsync(clock);
            Assert.DoesNotMatch(@"\d UTC(?!\+5:45)", await ada.Page.Locator("body").InnerTextAsync());
        }
    }

    [Fact]
    public async Task The_provider_signs_in_without_JavaScript()
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { JavaScriptEnabled = false });

        await ada.OpenAsync("/");
        await ada.FollowAsync("Sign in");
        await Expect(ada.Page.Locator("noscript")).ToBeVisibleAsync();
        await Expect(ada.Button("Sign in with a passkey")).ToBeHiddenAsync();
        await ada.ContinueWithProviderAsync();

        await ada.IsSignedInAsync();
        await Expect(ada.Page.Locator("noscript")).ToBeVisibleAsync();
        await ada.SignOutAsync();
    }

    [Fact]
    public async Task A_click_that_comes_before_the_script_is_not_lost()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        var arrives = new TaskCompletionSource();
        await ada.Page.RouteAsync(Script(), async route =>
        {
            await arrives.Task;
            await route.ContinueAsync();
        });

        // The page shows nothing while it waits for the script, so the press is one that the script would have had to see.
        await ada.OpenAsync("/sign-in?returnUrl=/protected");
        await ada.Page.Locator("form[data-passkey] [formaction]").EvaluateAsync("button => button.form.requestSubmit(button)");
        await Expect(ada.Page).ToHaveURLAsync(BeginsAtOnce()); // looks at the address, and misses no navigation that was quicker
        arrives.SetResult();

        await ada.IsAtAsync("/protected");
    }

    [Fact]
    public async Task The_page_says_that_a_script_did_not_load()
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("ERR_FAILED|Failed to fetch dynamically imported module", "the script is refused");
        await ada.Page.RouteAsync(Script(), route => route.AbortAsync());

        await ada.OpenAsync("/sign-in");
        await ada.IsToldAsync("did not load");
        await ada.ContinueWithProviderAsync();

        await ada.IsSignedInAsync();
    }

    [Fact]
    public async Task Enter_in_the_email_field_acts_as_the_passkey_button()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.Page.GetByLabel("E-mail").FillAsync("ada@example.com");
        await ada.Page.Keyboard.PressAsync("Enter");

        await ada.IsSignedInAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Staying_signed_in_is_a_choice_for_both_sign_in_methods(bool stay)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ChoosesToStayAsync(stay);
        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();
        Assert.Equal(stay, await ada.HasPersistentCookieAsync());
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ChoosesToStayAsync(stay);
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
        Assert.Equal(stay, await ada.HasPersistentCookieAsync());
    }

    [Fact]
    public async Task The_wanted_page_opens_after_both_sign_in_methods()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/protected?from=mail");
        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync("/protected?from=mail");
        await ada.SignOutAsync();

        await ada.OpenAsync("/protected?from=mail");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsAtAsync("/protected?from=mail");
        await Expect(ada.Page.GetByText("You signed in with a passkey.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_sign_in_page_sends_a_signed_in_user_on()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.IsSignedInAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.IsAtAsync("/account");
    }

    [Fact]
    public async Task The_sign_in_method_that_was_used_last_is_marked()
    {
        var ada = await OpenBrowserAsync();
        await ada.OpenAsync("/sign-in");
        await ada.HasAllOfThePageAsync();
        await Expect(ada.Page.GetByText("Used last")).ToHaveCountAsync(0);
        await ada.ContinueWithProviderAsync();
        await ada.CreatePasskeyAsync();
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Button("Continue with Development")).ToHaveAccessibleDescriptionAsync("Used last");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Button("Sign in with a passkey")).ToHaveAccessibleDescriptionAsync("Used last");
        await Expect(ada.Page.GetByText("Used last")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Cancelling_at_the_provider_leaves_every_sign_in_method_available()
    {
        var ada = await OpenBrowserAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Continue with Development");
        await ada.PressAsync("Cancel");
        await Expect(ada.Page.GetByText("You cancelled at the provider.")).ToBeVisibleAsync();

        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync("/account");
    }

    [GeneratedRegex(@"/PasskeySignIn\..*\.js")]
    private static partial Regex Script();

    [GeneratedRegex(@"/sign-in\?begin=true")]
    private static partial Regex BeginsAtOnce();
}
