using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Home tells the truth: what a person has on this browser, also after a later sign-in, and no question before a press.</summary>
public sealed class HomeTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task A_passkey_that_was_created_here_is_known_after_a_later_sign_in_by_the_provider()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();

        await ada.PanelSaysAsync("You’re all set.");
        await Expect(ada.Panel).ToContainTextAsync("“Passkey” signs you in on this browser. It stays on this device.");
        await Expect(ada.Button("Create a passkey")).ToHaveCountAsync(0);
        await Expect(ada.Button("Use a security key")).ToBeVisibleAsync(); // the only one stays on this device
        await ada.OpenAsync("/passkeys");
        await Expect(ada.Page.GetByText("Created on this browser")).ToBeVisibleAsync();

        var elsewhere = await OpenBrowserAsync();
        await elsewhere.SignInQuicklyAsync();
        await elsewhere.OpenAsync("/");
        await elsewhere.PanelSaysAsync("Add another passkey");
    }

    [Fact]
    public async Task A_sign_in_with_the_passkey_of_this_browser_is_remembered_where_the_cookie_was_lost()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.Page.Context.ClearCookiesAsync(new() { Name = "passkeyblazor-passkeys" });

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
        await ada.PanelSaysAsync("You’re all set.");
        await ada.SignOutAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");

        await Expect(ada.Page.GetByText("Used on this browser")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task After_some_time_Home_still_offers_the_passkey_and_the_press_leads_to_the_confirmation_and_back()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await App.AgeSessionsAsync();
        await ada.OpenAsync("/");
        await ada.PanelSaysAsync("Add a passkey");
        await Expect(ada.Page.GetByText("Confirm")).ToHaveCountAsync(0);

        await ada.PressAsync("Create a passkey");
        await Expect(ada.Heading).ToHaveTextAsync("Confirm it’s you");
        await ada.ContinueWithProviderAsync();

        await ada.IsSignedInAsync();
        await ada.HasAddedAsync();
        await ada.PressAsync("Done");
        await ada.PanelSaysAsync("You’re all set.");
        await Expect(ada.Button("Use a phone")).ToBeFocusedAsync();
        Assert.Single(await ada.Authenticator.CredentialsAsync());
    }

    [Fact]
    public async Task A_passkey_from_the_static_page_is_known_and_its_removal_brings_the_offer_back()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys/add");
        await ada.PressAsync("Create a passkey");
        await Expect(ada.Heading).ToContainTextAsync("Passkey added: ");
        await ada.FollowAsync("Continue");
        await ada.PanelSaysAsync("You’re all set.");

        await ada.OpenAsync("/passkeys");
        await ada.HasAllDrawnAsync();
        await ada.PressAsync("Remove Passkey");
        await ada.PressAsync("Remove passkey");
        await Expect(ada.Page.GetByText("No passkeys yet")).ToBeVisibleAsync();
        await ada.OpenAsync("/");

        await ada.PanelSaysAsync("Add a passkey");
    }

    /// <summary>Each title that the panel has shown, also for a moment.</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("/?x=1")]
    [Threat("WC-03")]
    public async Task A_circuit_that_comes_does_not_offer_for_a_moment_what_does_not_fit(string address)
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        await ada.PrepareAsync("""
            new MutationObserver(() => {
                const title = document.querySelector('.panel:not(.loading) h2')?.textContent;
                const { dataset } = document.documentElement;
                if (title && !dataset.titles?.includes(title)) {
                    dataset.titles = (dataset.titles ?? '') + title;
                }
            }).observe(document, { childList: true, subtree: true });
            """);

        await ada.OpenAsync(address);
        await ada.HasAllDrawnAsync();

        await ada.HasNotedAsync("titles", "You’re all set.");
    }
}
