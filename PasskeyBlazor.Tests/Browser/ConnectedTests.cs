using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>One person, two accounts at the provider, one account here.</summary>
public sealed class ConnectedTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task From_the_offer_by_passkey_to_one_account_and_out_of_it_again()
    {
        var ada = await SomebodyAsync();
        var before = await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync("Augusta King");
        await Expect(ada.Heading).ToHaveTextAsync("You may have an account here");
        await ada.FollowAsync("Sign in the way I did before");
        await ada.PressAsync("Sign in with a passkey");
        await Expect(ada.Heading).ToHaveTextAsync("Connect Development?");
        await Expect(ada.Page.Locator(".sides")).ToContainTextAsync("Augusta King");
        await ada.PressAsync("Connect");
        await ada.IsAtAsync("/");

        await ada.SignOutAsync();
        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync("Augusta King");
        await ada.IsSignedInAsync(); // as Ada Lovelace
        Assert.Equal(before.UserId, (await ada.WhoAsync()).UserId);

        await ada.OpenAsync("/accounts");
        await Expect(Connected(ada)).ToHaveCountAsync(2);
        await Connected(ada).Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Page.Locator(".ways")).ToContainTextAsync("Passkey");
        await ada.PressAsync("Disconnect");
        await ada.IsAtAsync("/sign-in?returnUrl=%2Faccounts%3Fdone%3DUnlinked"); // it had opened this session
    }

    [Fact]
    public async Task Whoever_goes_on_as_somebody_new_has_an_account_of_their_own_without_the_address()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync("Augusta King");
        await ada.PressAsync("Continue as a new account");

        await ada.IsSignedInAsync("Augusta King");
        Assert.Null((await ada.WhoAsync()).Email);
    }

    [Fact]
    public async Task From_the_page_of_connected_accounts_one_more_is_connected_and_the_last_way_in_stays()
    {
        var grace = await SomebodyAsync();
        await grace.SignInQuicklyAsync("grace");
        await grace.OpenAsync("/accounts");
        await Expect(grace.Button("Disconnect Development")).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(grace.Page.GetByText("it is the last way to sign in")).ToBeVisibleAsync();

        await grace.PressAsync("Connect Development");
        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Hypatia" }).ClickAsync();
        await Expect(grace.Heading).ToHaveTextAsync("Connect Development?");
        await grace.PressAsync("Connect");

        await grace.IsAtAsync("/accounts?done=Linked");
        await Expect(Connected(grace)).ToHaveCountAsync(2);
        Assert.Equal("Grace Hopper", (await grace.WhoAsync()).Name);
    }

    private static ILocator Connected(Person person) =>
        person.Page.GetByRole(AriaRole.Region, new() { Name = "Connected", Exact = true }).Locator("ul.list > li");
}
