using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A browser that opens its sheet only in the press itself, as Safari does.</summary>
[Threat("BR-06")]
public sealed class PressTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>Refuses at once what no press asked for. A script of the test counts as a press for this browser, so the presses are noted here.</summary>
    private const string NeedsPress = """
        let isPressed = false;
        for (const press of ['pointerdown', 'keydown']) {
            addEventListener(press, () => isPressed = true, true);
        }
        Object.defineProperty(UserActivation.prototype, 'isActive', { get: () => isPressed });
        for (const name of ['get', 'create']) {
            const call = CredentialsContainer.prototype[name];
            CredentialsContainer.prototype[name] = async function (options) {
                const { isActive } = navigator.userActivation;
                document.documentElement.dataset[name] = isActive ? `${event?.type} ${options.publicKey.hints ?? ''}`.trim() : 'no press';
                if (!isActive) {
                    throw new DOMException('', 'NotAllowedError');
                }
                return call.call(this, options);
            };
        }
        """;

    [Theory]
    [InlineData("/")]
    [InlineData("/passkeys")]
    public async Task The_press_itself_asks_for_a_new_passkey(string page)
    {
        var ada = await PreparedAsync(page, waitsForTouch: true);

        await ada.PressAsync("Create a passkey");
        await ada.HasNotedAsync("create", "click");
        await Sheets.TouchAsync(ada);

        await ada.HasAddedAsync();
        Assert.Single(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
    }

    [Theory]
    [InlineData("On this device", "client-device")]
    [InlineData("On a phone or tablet", "hybrid")]
    [InlineData("On a security key", "security-key")]
    public async Task So_does_the_press_of_each_place(string place, string hint)
    {
        var ada = await PreparedAsync("/");

        await ada.PressAsync("More ways to create a passkey");
        await ada.Page.GetByRole(AriaRole.Menuitem, new() { Name = place }).ClickAsync();

        await ada.HasNotedAsync("create", $"click {hint}");
    }

    [Theory]
    [InlineData("Enter")]
    [InlineData(" ")]
    public async Task So_does_a_key(string key)
    {
        var ada = await PreparedAsync("/");

        await ada.Button("Create a passkey").FocusAsync();
        await ada.Page.Keyboard.PressAsync(key);

        await ada.HasAddedAsync();
        await ada.HasNotedAsync("create", "click");
    }

    [Fact]
    public async Task So_does_the_press_to_try_again()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError");
        await ada.PrepareAsync(NeedsPress);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("No passkey was created.");
        await ada.HasPreparedAsync(times: 2); // before the first press, and after it

        await ada.Page.EvaluateAsync("delete document.documentElement.dataset.create");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");

        await ada.HasAddedAsync();
        await ada.HasNotedAsync("create", "click");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_creation_that_continues_after_reauthentication_without_a_press_waits_for_one(bool onList)
    {
        var page = onList ? "/passkeys" : "/";
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await App.AgeSessionsAsync();
        await ada.PrepareAsync(NeedsPress);
        await ada.OpenAsync(page);
        await Expect(ada.Panel).ToHaveAttributeAsync("data-state", "Ready");
        await ada.PressAsync("Create a passkey");
        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync(page);
        await ada.HasNotedAsync("create", "no press"); // it went on by itself, and was refused
        await Expect(ada.Panel).ToHaveAttributeAsync("data-state", "Ready");
        await Expect(ada.Button("Create a passkey")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Enter");

        await ada.HasAddedAsync();
    }

    [Theory]
    [InlineData("/sign-in?begin=true&returnUrl=/account", "Sign in with a passkey")]
    [InlineData("/confirm?begin=true&returnUrl=%2Faccount&reason=Change", "Confirm with a passkey")]
    public async Task A_sheet_that_opens_without_a_press_is_refused_silently_and_the_button_has_the_focus(string page, string button)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        if (page.StartsWith("/confirm", StringComparison.Ordinal))
        {
            await ada.SignInQuicklyAsync();
            await App.AgeSessionsAsync();
        }

        await ada.PrepareAsync(NeedsPress);
        await ada.OpenAsync(page);
        await ada.HasNotedAsync("get", "no press");
        await Expect(ada.Button(button)).ToBeFocusedAsync();
        await Expect(ada.Page.GetByText("No passkey found here.")).ToHaveCountAsync(0);
        await ada.Page.Keyboard.PressAsync("Enter");

        await ada.IsAtAsync("/account");
    }

    private async Task<Person> PreparedAsync(string page, bool waitsForTouch = false)
    {
        var ada = await OpenBrowserAsync();
        if (waitsForTouch)
        {
            await Sheets.WaitForTouchAsync(ada);
        }

        await ada.PrepareAsync(NeedsPress);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync(page);
        await ada.HasPreparedAsync(times: 1);

        return ada;
    }
}
