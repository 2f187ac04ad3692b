using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>One person, two accounts at the provider, one account here.</summary>
public sealed class ConnectedTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task From_the_offer_by_passkey_to_one_account_and_out_of_it_again()
    {
        var ada = await OpenBrowserAsync();
        var before = await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync("Augusta King");
        await Expect(ada.Heading).ToHaveTextAsync("You may have an account here");
        await ada.FollowAsync("Sign in to my existing account");
        await ada.PressAsync("Sign in with a passkey");
        await Expect(ada.Heading).ToHaveTextAsync("Connect Development?");
        await Expect(ada.Page.Locator(".sides")).ToContainTextAsync("Augusta King");
        await ada.PressAsync("Connect");
        await ada.IsAtAsync("/accounts?done=Linked");

        await ada.SignOutAsync();
        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync("Augusta King");
        await ada.IsSignedInAsync(); // as Ada Lovelace
        Assert.Equal(before.UserId, (await ada.WhoAsync()).UserId);

        await ada.OpenAsync("/accounts");
        await Expect(Connected(ada)).ToHaveCountAsync(2);
        await Connected(ada).Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Page.Locator(".methods")).ToContainTextAsync("Passkey");
        await ada.PressAsync("Disconnect");
        await ada.IsAtAsync("/sign-in?returnUrl=%2Faccounts");
        await ada.IsToldAsync("You are signed out. Sign in again."); // it had opened this session
        await ada.HasAllOfThePageAsync();
        await Expect(ada.Page.GetByText("Used last")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Continuing_as_a_new_account_creates_a_separate_account_without_the_email_address()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync("Augusta King");
        await ada.PressAsync("Continue as a new account");

        await ada.IsSignedInAsync("Augusta King");
        Assert.Null((await ada.WhoAsync()).Email);
    }

    [Fact]
    public async Task The_page_of_connected_accounts_connects_one_more_and_keeps_the_last_sign_in_method()
    {
        var grace = await OpenBrowserAsync();
        await grace.SignInQuicklyAsync("grace");
        await grace.OpenAsync("/accounts");
        await Expect(grace.Button("Disconnect Development")).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(grace.Page.GetByText("it is the only sign-in method")).ToBeVisibleAsync();

        await grace.PressAsync("Connect Development");
        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Hypatia" }).ClickAsync();
        await Expect(grace.Heading).ToHaveTextAsync("Connect Development?");
        await grace.PressAsync("Connect");

        await grace.IsAtAsync("/accounts?done=Linked");
        await Expect(Connected(grace)).ToHaveCountAsync(2);
        Assert.Equal("Grace Hopper", (await grace.WhoAsync()).Name);
    }

    [Fact]
    [Threat("OA-20")]
    public async Task Declining_reauthentication_leads_back_to_the_question_whether_to_disconnect()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");
        await ada.CreatePasskeyAsync();
        await App.AgeSessionsAsync();

        await ada.OpenAsync("/accounts");
        await Connected(ada).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Heading).ToHaveTextAsync("Disconnect Development?");
        await ada.PressAsync("Disconnect");
        await Expect(ada.Page.GetByText("Before you disconnect an account.")).ToBeVisibleAsync();
        await ada.FollowAsync("Not now, back to where I was");
        await Expect(ada.Heading).ToHaveTextAsync("Disconnect Development?"); // and no second request to reauthenticate
        await ada.FollowAsync("Keep it");

        await ada.IsAtAsync("/accounts");
        await Expect(Connected(ada)).ToHaveCountAsync(1);
    }

    [Fact]
    [Threat("OA-20")]
    public async Task Declining_reauthentication_leads_back_to_the_question_whether_to_connect()
    {
        var grace = await OpenBrowserAsync();
        await grace.SignInQuicklyAsync("grace");
        await grace.OpenAsync("/accounts");
        await grace.PressAsync("Connect Development");
        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Hypatia" }).ClickAsync();
        await Expect(grace.Heading).ToHaveTextAsync("Connect Development?");
        await App.AgeSessionsAsync();

        await grace.PressAsync("Connect");
        await Expect(grace.Page.GetByText("Before you connect an account.")).ToBeVisibleAsync();
        await grace.FollowAsync("Not now, back to where I was");
        await Expect(grace.Heading).ToHaveTextAsync("Connect Development?"); // and no second request to reauthenticate
        await grace.PressAsync("Don’t connect");

        await grace.IsAtAsync("/accounts");
        await Expect(Connected(grace)).ToHaveCountAsync(1);
    }

    private static ILocator Connected(Person person) =>
        person.Page.GetByRole(AriaRole.Region, new() { Name = "Connected", Exact = true }).Locator("ul.list > li");
}
