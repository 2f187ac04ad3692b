using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The account page and the activity in a browser, with and without scripts and a clipboard.</summary>
public sealed class AccountPageTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    [Fact]
    [Threat("NP-05")]
    public async Task A_press_copies_the_identifier_that_the_button_names_and_says_so()
    {
        var ada = await OpenBrowserAsync(options: new() { Permissions = ["clipboard-read", "clipboard-write"] });
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/account");
        await Expect(ada.Page.GetByText($"{signedIn.UserId}")).ToBeHiddenAsync();

        await ada.Page.GetByText("Identifiers for the operator").ClickAsync();
        foreach (var (name, expected) in (IEnumerable<(string, string)>)[("Copy Account id", $"{signedIn.UserId}"), ("Copy Development, Ada Lovelace · ada@example.com Subject", "ada")])
        {
            await ada.PressAsync(name);
            await Expect(ada.Page.Locator("[role=status]").GetByText("Copied.").Last).ToBeAttachedAsync();
            Assert.Equal(expected, await ada.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        }
    }

    [Theory]
    [InlineData("delete Navigator.prototype.clipboard")]
    [InlineData(null)]
    [Threat("NP-05")]
    public async Task Without_a_clipboard_or_scripts_the_identifiers_are_there_and_no_button_promises_more(string? script)
    {
        var ada = await OpenBrowserAsync(options: new() { JavaScriptEnabled = script is not null });
        var signedIn = await ada.SignInQuicklyAsync();
        if (script is not null)
        {
            await ada.PrepareAsync(script);
        }

        await ada.OpenAsync("/account");
        await ada.Page.GetByText("Identifiers for the operator").ClickAsync();

        await Expect(ada.Page.GetByText($"{signedIn.UserId}")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Button, new() { Name = "Copy" })).ToHaveCountAsync(0);
    }

    [Fact]
    [Threat("NP-05")]
    public async Task Where_the_browser_forbids_the_clipboard_the_text_is_selected()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("Clipboard.prototype.writeText = async () => { throw new DOMException('', 'NotAllowedError') }");
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/account");
        await ada.Page.GetByText("Identifiers for the operator").ClickAsync();

        await ada.PressAsync("Copy Account id");

        Assert.Equal($"{signedIn.UserId}", await ada.Page.EvaluateAsync<string>("getSelection().toString()"));
    }

    [Fact]
    [Threat("NP-09")]
    public async Task The_activity_is_filtered_without_scripts()
    {
        var ada = await OpenBrowserAsync(options: new() { JavaScriptEnabled = false });
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/activity");

        await ada.FollowAsync("Passkeys only");
        await ada.IsAtAsync("/activity?show=passkeys");
        await Expect(ada.Page.GetByText("Nothing of this kind has happened.")).ToBeVisibleAsync();
        await ada.FollowAsync("Sign-ins only");
        await Expect(ada.Page.GetByText("Signed in with Development").First).ToBeVisibleAsync();
    }
}
