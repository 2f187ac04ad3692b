using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The dialog that asks before a passkey is removed, and what a removal leaves.</summary>
public sealed class RemovePasskeyTests(BrowserFixture browser) : PasskeysPageTest(browser)
{
    [Fact]
    public async Task The_dialog_names_the_passkey_and_Keep_it_keeps_it()
    {
        var ada = await OnPasskeysPageAsync();
        await ada.CreatePasskeyAsync();
        var name = await Name(ada).TextContentAsync();

        await Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        var dialog = ada.Page.GetByRole(AriaRole.Dialog, new() { Name = $"Remove “{name}”?" });
        await Expect(dialog).ToContainTextAsync("Development");
        await ada.FollowAsync("Keep it");

        await Expect(dialog).ToBeHiddenAsync();
        await Expect(Rows(ada)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_removed_passkey_no_longer_signs_in()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("delete PublicKeyCredential.signalAllAcceptedCredentials"); // else the authenticator forgets it too
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");
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
    [Threat("SE-04")]
    public async Task Removing_one_of_two_passkeys_ends_its_session_in_the_other_browser_and_the_other_passkey_signs_in()
    {
        checkedEvery = "00:00:01";
        var laptop = await OpenBrowserAsync();
        await laptop.GetPasskeyAsync();
        await laptop.OpenAsync("/sign-in");
        await laptop.PressAsync("Sign in with a passkey");
        await laptop.IsSignedInAsync();
        await laptop.OpenAsync("/passkeys");
        await laptop.PanelSaysAsync("Add a passkey");
        await Expect(Rows(laptop)).ToContainTextAsync("Used on this browser");

        var desktop = await OnPasskeysPageAsync();
        await desktop.CreatePasskeyAsync();
        await Expect(Name(desktop)).ToHaveTextAsync(["Passkey (2)", "Passkey"]); // the newest is first
        await Expect(Rows(desktop)).ToContainTextAsync(["Never used", "Last used today"]);
        await Expect(desktop.Page.GetByText("Used on this browser")).ToHaveCountAsync(0);
        await desktop.PressAsync("Remove Passkey");
        await Expect(desktop.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("the one session that was opened or confirmed with it ends now");
        await desktop.PressAsync("Remove passkey");
        await Expect(Rows(desktop)).ToHaveCountAsync(1);
        await desktop.SignOutAsync();

        await laptop.IsToldAsync("You are signed out. Sign in again."); // its circuit was open
        await laptop.PressAsync("Sign in with a passkey");
        await laptop.IsToldAsync("That passkey can’t be used here any more.");

        await desktop.OpenAsync("/sign-in");
        await desktop.PressAsync("Sign in with a passkey");
        await desktop.IsSignedInAsync();
    }

    [Fact]
    public async Task The_message_of_a_removal_stays_eight_seconds_and_longer_under_the_pointer()
    {
        var (ada, _) = await WithPasskeysAsync("laptop", "phone");

        await ada.PressAsync("Remove laptop");
        await ada.Button("Remove passkey").DblClickAsync();

        var toast = ada.Page.Locator("[role=status] .toast");
        await Expect(toast.GetByText("Removed “laptop”.")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "Your passkeys" })).ToBeFocusedAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Equal(8000, await toast.EvaluateAsync<int>("toast => toast.getAnimations()[0].effect.getComputedTiming().delay"));
        await IsAsync(toast, "running");
        await toast.HoverAsync();
        await IsAsync(toast, "paused");
        await ada.Page.Mouse.MoveAsync(0, 0);
        await IsAsync(toast, "running");
        await ada.Button("Close").FocusAsync();
        await IsAsync(toast, "paused");
        await ada.Page.Locator("#list").FocusAsync();
        await toast.EvaluateAsync("toast => toast.getAnimations()[0].finish()");
        await Expect(toast).ToBeHiddenAsync();

        // The styles follow the pointer a moment after it moved.
        static Task IsAsync(ILocator toast, string state) => Eventually.SeeAsync(
            () => toast.EvaluateAsync<string>("toast => toast.getAnimations()[0].playState"), now => now == state, $"a toast that is {state}");
    }

    [Fact]
    public async Task The_keyboard_alone_keeps_a_passkey_and_then_removes_it()
    {
        var (ada, owner) = await WithPasskeysAsync("laptop");

        await ada.Button("Remove laptop").FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(KeepIt(ada)).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Button("Remove laptop")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(KeepIt(ada)).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Tab");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "No passkeys yet" })).ToBeFocusedAsync();

        Assert.Empty(await App.PasskeyNamesAsync(owner));
    }

    [Fact]
    public async Task A_press_on_Remove_before_the_browser_reports_the_close_opens_the_dialog_again()
    {
        var (ada, _) = await WithPasskeysAsync("laptop");
        await ada.PressAsync("Remove laptop");
        await Expect(KeepIt(ada)).ToBeFocusedAsync();

        await ada.Button("Remove laptop").EvaluateAsync("remove => { document.querySelector('dialog').close(); remove.click(); }");

        await Expect(KeepIt(ada)).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Button("Remove laptop")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_last_sign_in_method_stays_and_says_why()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");
        await App.ForgetProvidersAsync();

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await Expect(ada.Page.GetByText("This is the only sign-in method of your account.")).ToBeVisibleAsync();
        var remove = Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Remove" });
        await Expect(remove).ToHaveAccessibleDescriptionAsync("Can’t be removed: it is the only sign-in method.");
        await remove.FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync(); // whatever Enter did is done by now

        await Expect(Rows(ada).GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Removing_the_passkey_that_opened_this_session_warns_first_and_signs_out()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await Rows(ada).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("you will be signed out here");
        var forgets = ada.Authenticator.ForgetsPasskeyAsync();
        await ada.PressAsync("Remove passkey");

        await ada.IsToldAsync("The passkey is removed, and you are signed out here.");
        await forgets; // the signal was sent before the page was left
    }

    private string checkedEvery = "00:00:30";

    protected override TestApp MakeApp() => new() { Settings = new() { ["Sessions:CheckedEvery"] = checkedEvery } };

    private static ILocator KeepIt(Person person) => person.Page.GetByRole(AriaRole.Link, new() { Name = "Keep it" });

    private static async Task RemoveAsync(Person person, int row = 0)
    {
        await Rows(person).Nth(row).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await person.PressAsync("Remove passkey");
    }
}
