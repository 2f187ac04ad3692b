using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The page that lists, renames and removes.</summary>
public sealed class ManagePasskeysTests(BrowserFixture browser) : BrowserTest(browser)
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
        var ada = await SomebodyAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop", "phone");

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync(typed);
        await ada.PressAsync("Save");

        await Expect(ada.Page.Locator(".rename")).ToHaveCountAsync(0);
        Assert.Equal([kept, "phone"], await App.PasskeyNamesAsync(signedIn.UserId));
        Assert.Equal(kept, await Name(ada).First.TextContentAsync());
    }

    [Fact]
    [Threat("CR-13")]
    public async Task A_new_name_has_a_hundred_characters_at_most()
    {
        var ada = await SomebodyAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).EvaluateAsync(
            "field => { field.removeAttribute('maxlength'); field.value = 'w'.repeat(10_000); field.dispatchEvent(new Event('change', { bubbles: true })); }");
        await ada.PressAsync("Save");

        await Expect(ada.Page.Locator(".rename")).ToHaveCountAsync(0);
        Assert.Equal([new string('w', 100)], await App.PasskeyNamesAsync(signedIn.UserId));
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
    public async Task The_dialog_names_the_passkey_and_Keep_it_keeps_it()
    {
        var ada = await OnPasskeysPageAsync();
        await ada.CreatePasskeyAsync();
        var name = await Name(ada).TextContentAsync();

        await Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        var dialog = ada.Page.GetByRole(AriaRole.Dialog, new() { Name = $"Remove “{name}”?" });
        await Expect(dialog).ToContainTextAsync("Development");
        await ada.PressAsync("Keep it");

        await Expect(dialog).ToBeHiddenAsync();
        await Expect(Rows(ada)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_removed_passkey_no_longer_signs_in()
    {
        var ada = await OnPasskeysPageAsync();
        await ada.CreatePasskeyAsync();

        await RemoveAsync(ada);
        await Expect(ada.Page.GetByText("No passkeys yet")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "No passkeys yet" })).ToBeFocusedAsync();
        await ada.SignOutAsync();
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("That passkey can’t be used here any more.");
    }

    [Fact]
    public async Task Of_two_passkeys_in_two_browsers_one_is_removed_and_the_other_signs_in()
    {
        var laptop = await OnPasskeysPageAsync();
        await laptop.CreatePasskeyAsync();
        await laptop.SignOutAsync();

        var desktop = await OnPasskeysPageAsync();
        await desktop.CreatePasskeyAsync();
        await Expect(Rows(desktop)).ToHaveCountAsync(2);
        await RemoveAsync(desktop, row: 1); // the newest is first, so this is the laptop's
        await Expect(Rows(desktop)).ToHaveCountAsync(1);
        await desktop.SignOutAsync();

        await laptop.OpenAsync("/sign-in");
        await laptop.PressAsync("Sign in with a passkey");
        await laptop.IsToldAsync("That passkey can’t be used here any more.");

        await desktop.OpenAsync("/sign-in");
        await desktop.PressAsync("Sign in with a passkey");
        await desktop.IsSignedInAsync();
    }

    private static ILocator Rows(Person person) => person.Page.Locator(".row");

    private static ILocator Name(Person person) => Rows(person).GetByRole(AriaRole.Heading);

    private static async Task RemoveAsync(Person person, int row = 0)
    {
        await Rows(person).Nth(row).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await person.PressAsync("Remove passkey");
    }

    private async Task<Person> OnPasskeysPageAsync()
    {
        var ada = await SomebodyAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");

        return ada;
    }
}
