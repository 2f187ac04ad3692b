using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The panel that adds a passkey, in each state that a person can bring it to.</summary>
public sealed class AddPasskeyPanelTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("CR-11")]
    public async Task A_second_passkey_in_the_same_place_is_not_created()
    {
        var ada = await OnHomePageAsync();

        await ada.CreatePasskeyAsync();
        await ada.Page.Context.ClearCookiesAsync(new() { Name = "passkeyblazor-passkeys" }); // now Home does not know it
        await ada.OpenAsync("/");
        await ada.PressAsync("Create a passkey");

        await ada.PanelSaysAsync("You already have a passkey for this account here.");
        await Expect(ada.Button("Use a phone")).ToBeFocusedAsync();
        Assert.Single(await ada.Authenticator.CredentialsAsync());
    }

    [Fact]
    [Threat("CR-10")]
    public async Task An_authenticator_that_keeps_no_passkeys_creates_none()
    {
        var ada = await OnHomePageAsync();
        await ada.Authenticator.RemoveAsync();
        await VirtualAuthenticator.AddAsync(ada.Page, keepsPasskeys: false);

        await ada.PressAsync("Create a passkey");

        await ada.PanelSaysAsync("No passkey was created.");
        await Expect(ada.Button("Try again")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_old_sign_in_needs_reauthentication_at_the_press_and_leads_back_to_the_panel()
    {
        var ada = await OnHomePageAsync();
        await ada.CreatePasskeyAsync();
        await AgeSessionAsync();

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.PressAsync("Create a passkey");
        await Expect(ada.Heading).ToHaveTextAsync("Confirm it’s you");
        await ada.PressAsync("Confirm with a passkey");

        await ada.IsAtAsync("/passkeys");
        await ada.PanelSaysAsync("You already have a passkey"); // what was asked for went on, in the same browser
    }

    [Fact]
    public async Task A_sign_in_that_became_old_on_the_open_page_needs_reauthentication_too()
    {
        var ada = await OnHomePageAsync();
        await Expect(ada.Button("Create a passkey")).ToBeVisibleAsync();
        await AgeSessionAsync();

        await ada.PressAsync("Create a passkey");
        await Expect(ada.Heading).ToHaveTextAsync("Confirm it’s you");
        await ada.ContinueWithProviderAsync();

        await ada.IsSignedInAsync();
        await ada.HasAddedAsync();
    }

    [Fact]
    public async Task A_browser_that_knows_no_passkeys_gets_a_message()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("delete window.PublicKeyCredential");
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/");

        await ada.PanelSaysAsync("This browser can’t create a passkey here.");
        await Expect(ada.Button("Create a passkey")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_that_is_not_secure_shows_a_message()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("Object.defineProperty(window, 'isSecureContext', { value: false })");
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/");

        await ada.PanelSaysAsync("Passkeys need a secure (https) address.");
    }

    [Fact]
    public async Task Cancel_ends_the_waiting_and_the_next_try_succeeds()
    {
        var ada = await OnHomePageAsync();
        await ada.Authenticator.SetTouchedAsync(false);

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window from your browser or device.");
        await ada.PressAsync("Cancel");
        await ada.PanelSaysAsync("No passkey was created.");
        await ada.Authenticator.SetTouchedAsync(true);
        await ada.PressAsync("Try again");

        await ada.HasAddedAsync();
    }

    [Theory]
    [Threat("CR-15")]
    [InlineData("NotAllowedError", "No passkey was created.")]
    [InlineData("InvalidStateError", "You already have a passkey for this account here.")]
    [InlineData("SecurityError", "Passkeys aren’t set up for this address.")]
    [InlineData("ConstraintError", "This device needs a screen lock (PIN, fingerprint or face) first.")]
    [InlineData("NotSupportedError", "This authenticator isn’t compatible.")]
    [InlineData("OperationError", "Another passkey window is open.")]
    [InlineData("AbortError", "No passkey was created.")]
    [InlineData("UnknownError", "Something went wrong with your passkey provider.")]
    [InlineData("NotReadableError", "Something went wrong with your passkey provider.")]
    public async Task Each_error_of_a_sheet_has_its_own_sentence(string error, string sentence)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, error);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync(sentence);
        Assert.Equal(error == "OperationError" ? 2 : 1, await Sheets.OpenedAsync(ada)); // an older window may be just closing

        if (error != "InvalidStateError")
        {
            await Sheets.WorkAgainAsync(ada);
            await ada.PressAsync("Try again");
            await ada.HasAddedAsync();
        }
    }

    [Fact]
    [Threat("CH-09")]
    public async Task One_more_try_succeeds_when_another_window_is_just_closing()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.BlockFirstAsync(ada);
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/");

        await ada.CreatePasskeyAsync();
    }

    [Fact]
    [Threat("CR-12")]
    public async Task A_passkey_that_could_not_be_saved_is_not_added_and_the_browser_gets_a_signal()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("PublicKeyCredential.signalUnknownCredential = async told => { window.told = told; }");
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await using (var db = App.OpenDatabase())
        {
            await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER refuse BEFORE INSERT ON Passkeys BEGIN SELECT RAISE(ABORT, 'no'); END", Cancel);
        }

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("We couldn’t save the passkey.");
        await Expect(ada.Panel).ToContainTextAsync("It was not added.");

        var told = (await ada.Page.EvaluateAsync("window.told"))!.Value;
        var made = Assert.Single(await ada.Authenticator.CredentialsAsync());
        Assert.Equal("localhost", told.GetProperty("rpId").GetString());
        Assert.Equal(
            Convert.FromBase64String(made.GetProperty("credentialId").GetString()!),
            System.Buffers.Text.Base64Url.DecodeFromChars(told.GetProperty("credentialId").GetString()));
        Assert.Contains(App.Log, line => line.StartsWith("Error PasskeyBlazor.Passkeys.RegistrationCeremony", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_menu_of_places_works_with_the_keyboard_alone()
    {
        var ada = await OnHomePageAsync();
        var arrow = ada.Button("More ways to create a passkey");
        await arrow.FocusAsync();

        await PressKeysAsync(ada, "ArrowDown");
        await Expect(Place(ada, "On this device")).ToBeFocusedAsync();
        await Expect(arrow).ToHaveAttributeAsync("aria-expanded", "true");
        await PressKeysAsync(ada, "ArrowUp");
        await Expect(Place(ada, "On a security key")).ToBeFocusedAsync();
        await PressKeysAsync(ada, "ArrowDown", "ArrowDown");
        await Expect(Place(ada, "On a phone or tablet")).ToBeFocusedAsync();
        await PressKeysAsync(ada, "End");
        await Expect(Place(ada, "On a security key")).ToBeFocusedAsync();
        await PressKeysAsync(ada, "Home");
        await Expect(Place(ada, "On this device")).ToBeFocusedAsync();
        await PressKeysAsync(ada, "Escape");
        await Expect(arrow).ToBeFocusedAsync();
        await Expect(arrow).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(ada.Page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);

        await PressKeysAsync(ada, "Enter", "Enter");

        await ada.HasAddedAsync();
        await Expect(ada.Button("Done")).ToBeFocusedAsync(); // a keyboard goes on from here
    }

    [Fact]
    public async Task The_menu_closes_when_it_is_left()
    {
        var ada = await OnHomePageAsync();

        await ada.PressAsync("More ways to create a passkey");
        await ada.Heading.ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);

        await ada.PressAsync("More ways to create a passkey");
        await PressKeysAsync(ada, "Tab");
        await Expect(ada.Page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_panel_leads_to_the_form_that_renames_the_new_passkey()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();

        await ada.Panel.GetByText("Rename", new() { Exact = true }).ClickAsync();
        await Expect(ada.Page.GetByLabel("New name for")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("ControlOrMeta+A");
        await ada.Page.Keyboard.TypeAsync("Ada’s laptop");
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Page.Locator(".row").GetByRole(AriaRole.Heading)).ToHaveTextAsync("Ada’s laptop");
        await Expect(ada.Button("Rename Ada’s laptop")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_panel_says_that_the_user_signed_out_in_another_tab()
    {
        var ada = await OnHomePageAsync();
        await Expect(ada.Button("Create a passkey")).ToBeVisibleAsync();

        var other = await ada.OpenTabAsync();
        await other.GotoAsync("/account");
        await other.GetByText("Sign out").First.ClickAsync();
        await Expect(other.GetByText("Not signed in")).ToBeVisibleAsync();
        await ada.PressAsync("Create a passkey");

        await ada.PanelSaysAsync("You are signed out.");
    }

    private async Task<Person> OnHomePageAsync()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.HasAllDrawnAsync();

        return ada;
    }

    private static ILocator Place(Person person, string name) => person.Page.GetByRole(AriaRole.Menuitem, new() { Name = name });

    private static async Task PressKeysAsync(Person person, params string[] keys)
    {
        foreach (var key in keys)
        {
            await person.Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>All sessions authenticated an hour ago.</summary>
    private Task AgeSessionAsync() => App.AgeSessionsAsync();
}
