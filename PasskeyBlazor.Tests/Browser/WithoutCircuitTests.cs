using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>No circuit connects, or the browser runs no script at all: every task can be done.</summary>
[Threat("WC-01")]
public sealed class WithoutCircuitTests(BrowserFixture browser) : PasskeysPageTest(browser)
{
    /// <summary>What the browser lacks.</summary>
    public static TheoryData<bool> Browsers => [true, false];

    [Theory]
    [InlineData("/", "/passkeys/add?returnUrl=%2F")]
    [InlineData("/passkeys", "/passkeys/add?returnUrl=%2Fpasskeys")]
    public async Task The_button_leads_to_the_page_that_creates_a_passkey_without_a_circuit(string page, string expected)
    {
        var ada = await OpenAsync(hasScripts: true);
        var signedIn = await ada.SignInQuicklyAsync();

        await ada.OpenAsync(page);
        await Expect(ada.Button("More ways to create a passkey")).ToBeDisabledAsync(); // needs the circuit
        await ada.FollowAsync("Create a passkey");
        await ada.IsAtAsync(expected);
        await ada.CreatePasskeyAsync();
        await ada.FollowAsync("Continue");

        await ada.IsAtAsync(page);
        Assert.Single(await App.PasskeyNamesAsync(signedIn.UserId));
    }

    [Theory]
    [MemberData(nameof(Browsers))]
    [Threat("WC-05")]
    public async Task A_passkey_is_renamed_and_the_focus_is_on_it(bool hasScripts)
    {
        var (ada, owner) = await WithPasskeysAsync(hasScripts, "laptop", "phone");

        await ada.PressAsync("Rename laptop");
        await Expect(ada.Page.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await ada.FollowAsync("Cancel");
        await Expect(ada.Button("Rename laptop")).ToBeFocusedAsync();
        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync(" ");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByRole(AriaRole.Textbox)).ToHaveAccessibleDescriptionAsync("A name needs at least one character. It is still called laptop.");
        await Expect(ada.Page.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("desktop");
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Button("Rename desktop")).ToBeFocusedAsync();
        Assert.Equal(["desktop", "phone"], await App.PasskeyNamesAsync(owner));
    }

    [Theory]
    [MemberData(nameof(Browsers))]
    [Threat("WC-05")]
    public async Task A_passkey_is_kept_and_then_removed_and_the_focus_is_on_the_list(bool hasScripts)
    {
        var (ada, owner) = await WithPasskeysAsync(hasScripts, "laptop", "phone");

        await ada.PressAsync("Remove laptop");
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "Remove “laptop”?" })).ToBeVisibleAsync();
        await ada.FollowAsync("Keep it");
        await Expect(ada.Button(hasScripts ? "Remove laptop" : "Rename laptop")).ToBeFocusedAsync();
        await ada.PressAsync("Remove laptop");
        await ada.PressAsync("Remove passkey");

        await Expect(ada.Page.GetByText("Removed “laptop”.")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "Your passkeys" })).ToBeFocusedAsync();
        Assert.Equal(["phone"], await App.PasskeyNamesAsync(owner));
    }

    [Theory]
    [MemberData(nameof(Browsers))]
    [Threat("WC-05")]
    public async Task A_session_is_ended_and_the_focus_is_on_the_list(bool hasScripts)
    {
        var other = await OpenBrowserAsync();
        await other.SignInQuicklyAsync();
        var ada = await OpenAsync(hasScripts);
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/sessions");
        await ada.Page.Locator("[aria-labelledby=elsewhere] .row-actions button").ClickAsync();

        await Expect(ada.Page.GetByText("Signed out there.")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator("#elsewhere")).ToBeFocusedAsync();
        await other.OpenAsync("/");
        await Expect(other.Page.GetByText("Not signed in")).ToBeVisibleAsync();
    }

    [Theory]
    [MemberData(nameof(Browsers))]
    [Threat("WC-05")]
    public async Task Each_setting_is_changed_and_the_focus_is_on_it(bool hasScripts)
    {
        var (ada, _) = await WithPasskeysAsync(hasScripts, "laptop");

        await ada.PressAsync("Turn off");
        await Expect(ada.Page.Locator("#offer")).ToBeFocusedAsync();
        await ada.PressAsync("Turn on");
        await Expect(ada.Page.Locator("#offer")).ToBeFocusedAsync();

        await Expect(ada.Button("Turn off")).ToBeVisibleAsync();
    }

    protected override TestApp MakeApp() => new() { Settings = new() { ["Passkeys:Offer"] = "true" } };

    private async Task<(Person Ada, Guid Owner)> WithPasskeysAsync(bool hasScripts, params string[] names)
    {
        var ada = await OpenAsync(hasScripts);
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, names);
        await ada.Page.GotoAsync("/passkeys"); // waits until it is loaded, also where no script runs

        return (ada, signedIn.UserId);
    }

    private async Task<Person> OpenAsync(bool hasScripts)
    {
        var person = await OpenBrowserAsync(options: new() { JavaScriptEnabled = hasScripts });
        await person.Page.RouteAsync(new Regex("/_blazor"), route => route.AbortAsync());
        person.Allow("_blazor|circuit|[Cc]onnection|Failed to fetch|ERR_FAILED", "no circuit connects");

        return person;
    }
}
