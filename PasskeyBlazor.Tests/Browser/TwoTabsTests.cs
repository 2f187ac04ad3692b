using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>One person with two tabs, of which the older one is out of date.</summary>
public sealed class TwoTabsTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    [Threat("CH-09")]
    public async Task The_older_of_two_sign_in_pages_signs_in()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        var other = await ada.OpenTabAsync();
        await other.GotoAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [InlineData("Sign in with a passkey")]
    [InlineData("Continue with Development")]
    [Threat("OT-03")]
    public async Task A_sign_in_page_that_is_older_than_the_session_leads_on_and_says_why(string way)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        var session = await ada.SignInQuicklyAsync();
        await ada.PressAsync(way);

        await ada.IsSignedInAsync();
        await Expect(ada.Page.GetByText("This page was out of date")).ToBeVisibleAsync();
        Assert.Equal(session.SessionId, (await ada.WhoAsync()).SessionId);
    }

    [Fact]
    [Threat("OT-01")]
    public async Task Signing_out_twice_leads_home()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/account");
        await SignOutInAnotherTabAsync(ada);
        await ada.PressAsync("Sign out");

        await ada.IsSignedOutAsync();
    }

    [Theory]
    [Threat("HO-13")]
    [InlineData("Rename")]
    [InlineData("Remove")]
    public async Task A_change_after_a_sign_out_in_another_tab_is_not_saved_and_leads_to_sign_in(string change)
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.PressAsync($"{change} laptop");
        await SignOutInAnotherTabAsync(ada);
        if (change == "Rename")
        {
            await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("desktop");
            await ada.PressAsync("Save");
        }
        else
        {
            await ada.PressAsync("Remove passkey");
        }

        await ada.IsToldAsync("You are signed out. Sign in again.");
        Assert.Equal(["laptop"], await App.PasskeyNamesAsync(signedIn.UserId));
        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync("/passkeys");
    }

    [Fact]
    [Threat("HO-13", "OT-06")]
    public async Task An_open_page_shows_by_itself_that_another_tab_signed_out()
    {
        checkedEvery = "00:00:01";
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        var home = await ada.OpenTabAsync();
        await home.GotoAsync("/");
        await Expect(home.GetByRole(AriaRole.Heading, new() { Name = "Add another passkey" })).ToBeVisibleAsync();
        await SignOutInAnotherTabAsync(ada);

        await ada.IsToldAsync("You are signed out. Sign in again.");
        await Expect(home.GetByText("Not signed in")).ToBeVisibleAsync();
        await Expect(home.GetByText("Ada")).ToHaveCountAsync(0);
    }

    [Fact]
    [Threat("SE-04")]
    public async Task An_open_page_shows_by_itself_that_another_browser_ended_its_session()
    {
        checkedEvery = "00:00:01";
        var lost = await OpenBrowserAsync();
        var signedIn = await lost.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();

        await lost.OpenAsync("/passkeys");
        await lost.PanelSaysAsync("Add a passkey");
        await ada.OpenAsync("/sessions");
        await ada.PressAsync("Sign out everywhere else");
        await Expect(ada.Page.GetByText("You are signed in nowhere else.")).ToBeVisibleAsync();

        await lost.IsToldAsync("You are signed out. Sign in again.");
    }

    [Fact]
    [Threat("CC-05")]
    public async Task A_passkey_that_was_removed_in_another_tab_is_gone_after_a_rename_too()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop", "phone");

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.PressAsync("Rename laptop");
        var other = await ada.OpenTabAsync();
        await OpenPasskeysAsync(other);
        await Press(other, "Remove laptop");
        await Press(other, "Remove passkey: laptop");
        await Expect(other.Locator(".row")).ToHaveCountAsync(1);
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("desktop");
        await ada.PressAsync("Save");

        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That passkey is no longer in your account.");
        await Expect(ada.Page.Locator(".row")).ToHaveCountAsync(1);
        Assert.Equal(["phone"], await App.PasskeyNamesAsync(signedIn.UserId));
    }

    [Fact]
    [Threat("CC-05")]
    public async Task Two_tabs_that_remove_the_same_passkey_both_show_that_it_is_gone()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop", "phone");

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        var other = await ada.OpenTabAsync();
        await OpenPasskeysAsync(other);
        await Press(other, "Remove laptop");
        await ada.PressAsync("Remove laptop");
        await Press(other, "Remove passkey: laptop");
        await Expect(other.Locator(".row")).ToHaveCountAsync(1);
        await ada.PressAsync("Remove passkey");

        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That passkey is no longer in your account.");
        await Expect(ada.Page.Locator(".row")).ToHaveCountAsync(1);
        Assert.Equal(["phone"], await App.PasskeyNamesAsync(signedIn.UserId));
    }

    private string checkedEvery = "00:00:30";

    protected override TestApp MakeApp() => new() { Settings = new() { ["Sessions:CheckedEvery"] = checkedEvery } };

    private static Task Press(IPage tab, string name) => tab.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Comes back once the page's circuit is up: what is pressed before may be lost.</summary>
    private static async Task OpenPasskeysAsync(IPage tab)
    {
        await tab.GotoAsync("/passkeys");
        await Expect(tab.GetByRole(AriaRole.Heading, new() { Name = "Add a passkey" })).ToBeVisibleAsync();
    }

    private static async Task SignOutInAnotherTabAsync(Person person)
    {
        var other = await person.OpenTabAsync();
        await other.GotoAsync("/policy");
        await Press(other, "Sign out");
        await Expect(other.GetByText("Not signed in")).ToBeVisibleAsync();
    }
}
