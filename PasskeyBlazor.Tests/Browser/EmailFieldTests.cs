using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>An address that is typed into the e-mail field: Enter offers the passkeys, or the page says what the field is for.</summary>
[Threat("SF-03")]
public sealed partial class EmailFieldTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    private const string WhatFor = "The e-mail field only finds passkeys.";

    [Theory]
    [InlineData("NotAllowedError")]
    [InlineData("NotAllowedError after a while")]
    [InlineData("no WebAuthn")]
    public async Task Enter_without_a_passkey_says_what_the_field_is_for_and_keeps_the_address(string error)
    {
        var ada = await OpenBrowserAsync();
        await (error == "no WebAuthn" ? ada.PrepareAsync("delete window.PublicKeyCredential") : Sheets.FailAsync(ada, error));
        await ada.OpenAsync("/sign-in");

        foreach (var how in (string[])["first", "again", "and again"])
        {
            await EnterAsync(ada, $"{how.Replace(' ', '-')}@example.com");

            await ada.IsToldAsync(WhatFor);
            await ada.IsToldAsync("“Continue with” button");
            await Expect(Field(ada)).ToHaveValueAsync($"{how.Replace(' ', '-')}@example.com");
            await Expect(Field(ada)).ToBeFocusedAsync();
        }
    }

    [Theory]
    [InlineData("SecurityError", "Passkeys aren’t set up for this address.")]
    [InlineData("OperationError", "Another passkey window is open.")]
    [InlineData("UnknownError", "Something went wrong with your passkey provider.")]
    public async Task Enter_that_fails_for_another_reason_says_the_reason(string error, string sentence)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, error);
        await ada.OpenAsync("/sign-in");

        await EnterAsync(ada, "ada@example.com");

        await ada.IsToldAsync(sentence);
    }

    [Fact]
    public async Task The_button_says_what_it_said_before_also_with_an_address_in_the_field()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError");
        await ada.OpenAsync("/sign-in");
        await Field(ada).FillAsync("ada@example.com");

        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("No passkey found here.");
    }

    [Fact]
    public async Task Where_a_provider_comes_first_Enter_still_offers_the_passkeys()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.ContinueWithProviderAsync("Augusta King");
        await ada.FollowAsync("Sign in to my existing account");
        await Expect(ada.Page.Locator(".button.primary")).ToHaveTextAsync(new Regex("Continue with Development"));

        await EnterAsync(ada, "ada@example.com");

        await Expect(ada.Heading).ToHaveTextAsync("Connect Development?");
        await ada.IsAtAsync("/link?returnUrl=%2Faccount");
    }

    /// <summary>By a person before the script is there, or by a password manager.</summary>
    [Theory]
    [InlineData("document.querySelector('form[data-passkey] button').click()")]
    [InlineData("document.querySelector('form[data-passkey]').requestSubmit()")]
    [InlineData("document.querySelector('form[data-passkey]').submit()")]
    public async Task Enter_before_the_script_is_not_lost(string enter)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        var arrives = new TaskCompletionSource();
        await ada.Page.RouteAsync(Script(), async route =>
        {
            await arrives.Task;
            await route.ContinueAsync();
        });
        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.Page.EvaluateAsync(enter);
        await Expect(ada.Page).ToHaveURLAsync(BeginsByEmail());
        arrives.SetResult();

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [InlineData("document.querySelector('form[data-passkey]').requestSubmit()", "0")]
    [InlineData("document.querySelector('form[data-passkey]').submit()", "0")]
    [InlineData("document.querySelector('form[data-passkey]').submit()", "delete window.PublicKeyCredential")]
    public async Task A_password_manager_that_posts_the_form_leads_to_what_the_field_is_for(string post, string before)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError");
        await ada.PrepareAsync(before);
        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Expect(ada.Page.Locator("form[data-ready]")).ToBeVisibleAsync();

        await ada.Page.EvaluateAsync(post);

        await ada.IsToldAsync(WhatFor);
        await ada.IsAtAsync("/sign-in?returnUrl=%2Faccount");
    }

    [Theory]
    [InlineData("fill")]
    [InlineData("paste")]
    [InlineData("compose")]
    public async Task What_is_filled_pasted_or_composed_waits_for_Enter(string how)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.RecordAsync(ada);
        await ada.OpenAsync("/sign-in");
        await Field(ada).FocusAsync();
        var session = await ada.Page.Context.NewCDPSessionAsync(ada.Page);
        switch (how)
        {
            case "fill":
                await Field(ada).EvaluateAsync("field => { field.value = 'ada@example.com'; field.dispatchEvent(new Event('change', { bubbles: true })); }");
                break;
            case "paste":
                await session.SendAsync("Input.insertText", new() { ["text"] = "ada@example.com" });
                break;
            default:
                await session.SendAsync("Input.imeSetComposition", new() { ["text"] = "ada", ["selectionStart"] = 3, ["selectionEnd"] = 3 });
                await session.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyDown", ["key"] = "Process", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 229 });
                await session.SendAsync("Input.insertText", new() { ["text"] = "ada@example.com" }); // Enter of the input method ends the composition
                break;
        }

        Assert.Empty(await Sheets.RecordedAsync(ada));
        await Expect(Field(ada)).ToHaveValueAsync("ada@example.com");

        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.IsSignedInAsync();
    }

    [Fact]
    public async Task A_browser_without_scripts_reads_what_the_field_is_for()
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { JavaScriptEnabled = false });
        await ada.OpenAsync("/sign-in?begin=email&returnUrl=/account"); // older browsers show the field

        await Expect(ada.Page.Locator("noscript")).ToBeVisibleAsync();
        Assert.Contains(WhatFor, await ada.Page.ContentAsync(), StringComparison.Ordinal);
        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync("/account");
    }

    private static ILocator Field(Person person) => person.Page.GetByLabel("E-mail");

    private static async Task EnterAsync(Person person, string address)
    {
        await Field(person).FillAsync(address);
        await person.Page.Keyboard.PressAsync("Enter");
    }

    [GeneratedRegex(@"/PasskeySignIn\..*\.js")]
    private static partial Regex Script();

    [GeneratedRegex(@"/sign-in\?begin=email")]
    private static partial Regex BeginsByEmail();
}
