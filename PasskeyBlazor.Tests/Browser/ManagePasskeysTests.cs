using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The page that lists passkeys, and renames them.</summary>
public sealed class ManagePasskeysTests(BrowserFixture browser) : PasskeysPageTest(browser)
{
    [Fact]
    public async Task A_passkey_that_was_added_is_listed_at_once()
    {
        var ada = await OnPasskeysPageAsync();
        await Expect(ada.Page.GetByText("No passkeys yet")).ToBeVisibleAsync();

        await ada.CreatePasskeyAsync();

        await Expect(Rows(ada)).ToHaveCountAsync(1);
        await Expect(Rows(ada)).ToContainTextAsync("Never used");
        await Expect(Rows(ada)).ToContainTextAsync("This device only");
    }

    [Fact]
    public async Task Enter_saves_a_new_name()
    {
        var ada = await OnPasskeysPageAsync();
        await ada.CreatePasskeyAsync();

        await Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(Rows(ada).GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("ControlOrMeta+A");
        await ada.Page.Keyboard.TypeAsync("Ada’s laptop");
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(Name(ada)).ToHaveTextAsync("Ada’s laptop");
        await ada.Page.ReloadAsync();
        await Expect(Name(ada)).ToHaveTextAsync("Ada’s laptop");
    }

    [Theory]
    [Threat("CR-13")]
    [InlineData(" phone ", "phone (2)")] // of which there is one already
    [InlineData("evil\u202Egpj.exe\u0007", "evilgpj.exe")]
    [InlineData("👩‍👩‍👧‍👧 of 🏳️‍🌈", "👩‍👩‍👧‍👧 of 🏳️‍🌈")]
    public async Task A_new_name_is_one_clean_line(string typed, string kept)
    {
        var (ada, owner) = await WithPasskeysAsync("laptop", "phone");
        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync(typed);
        await ada.PressAsync("Save");

        await Expect(ada.Page.Locator(".rename:not([hidden])")).ToHaveCountAsync(0);
        Assert.Equal([kept, "phone"], await App.PasskeyNamesAsync(owner));
        Assert.Equal(kept, await Name(ada).First.TextContentAsync());
    }

    [Fact]
    [Threat("CR-13")]
    public async Task A_new_name_has_a_hundred_characters_at_most()
    {
        var (ada, owner) = await WithPasskeysAsync("laptop");
        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).EvaluateAsync(
            "field => { field.removeAttribute('maxlength'); field.value = 'w'.repeat(10_000); field.dispatchEvent(new Event('change', { bubbles: true })); }");
        await ada.PressAsync("Save");

        await Expect(ada.Page.Locator(".rename:not([hidden])")).ToHaveCountAsync(0);
        Assert.Equal([new string('w', 100)], await App.PasskeyNamesAsync(owner));
    }

    [Fact]
    public async Task Escape_leaves_the_old_name()
    {
        var ada = await OnPasskeysPageAsync();
        await ada.CreatePasskeyAsync();
        var before = await Name(ada).TextContentAsync();

        await Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Rows(ada).GetByRole(AriaRole.Textbox).FillAsync("Something else");
        await ada.Page.Keyboard.PressAsync("Escape");

        await Expect(Name(ada)).ToHaveTextAsync(before!);
        await Expect(Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Rename" })).ToBeFocusedAsync();
    }

    [Fact]
    [Threat("CR-13")]
    public async Task An_empty_name_is_not_saved_and_the_field_says_so()
    {
        var (ada, owner) = await WithPasskeysAsync("laptop");

        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync(" \u202E ");
        await ada.Page.Keyboard.PressAsync("Enter");

        var field = ada.Page.GetByRole(AriaRole.Textbox);
        await Expect(field).ToHaveAccessibleDescriptionAsync("A name needs at least one character. It is still called laptop.");
        await Expect(field).ToBeFocusedAsync();
        Assert.Equal(["laptop"], await App.PasskeyNamesAsync(owner));
    }
}
