using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The offer of a passkey after a sign-in through a provider, as a person meets it.</summary>
public sealed class OfferTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_person_declines_it_and_later_takes_it_with_the_keyboard_alone(ColorScheme colours)
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { ColorScheme = colours });
        await SignInAsync(ada, "/protected");
        await IsOfferedAsync(ada);
        await Expect(ada.Page.GetByText("instead of going through Development")).ToBeVisibleAsync();
        await TypeAsync(ada, "Not now");
        await ada.IsAtAsync("/protected");
        await SignOutAsync(ada);

        await SignInAsync(ada, "/protected");
        await ada.IsAtAsync("/protected");

        await ada.OpenAsync("/passkeys");
        await ada.HasAllDrawnAsync();
        await TypeAsync(ada, "Turn on");
        await Expect(ada.Page.GetByText("On for this kind of device")).ToBeVisibleAsync();
        await SignOutAsync(ada);
        await SignInAsync(ada, "/protected");
        await IsOfferedAsync(ada);
        await TypeAsync(ada, "Create a passkey");
        await Expect(ada.Heading).ToContainTextAsync("Passkey added: ");
        await Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Continue" })).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.IsAtAsync("/protected");
        await SignOutAsync(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/protected");
        await TypeAsync(ada, "Sign in with a passkey");
        await ada.IsAtAsync("/protected");
        Assert.Equal("passkey", (await ada.WhoAsync()).Method);
    }

    [Fact]
    public async Task Do_not_ask_again_holds_and_a_device_that_cannot_is_not_asked()
    {
        var ada = await OpenBrowserAsync();
        await SignInAsync(ada, "/");
        await IsOfferedAsync(ada);
        await ada.PressAsync("Don’t ask again on this device");
        await ada.IsSignedInAsync();
        await SignOutAsync(ada);
        await SignInAsync(ada, "/");
        await ada.IsSignedInAsync();

        var grace = await OpenBrowserAsync();
        await grace.Authenticator.RemoveAsync();
        await SignInAsync(grace, "/", "Grace Hopper");
        await grace.IsSignedInAsync("Grace Hopper");
    }

    [Fact]
    public async Task A_cancelled_sheet_says_so_and_another_press_works()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(
            """
            if (window.CredentialsContainer) {
                const create = CredentialsContainer.prototype.create;
                CredentialsContainer.prototype.create = function (options) {
                    if (sessionStorage.getItem('cancelled')) {
                        return create.call(this, options);
                    }
                    sessionStorage.setItem('cancelled', 'yes');
                    return Promise.reject(new DOMException('', 'NotAllowedError'));
                };
            }
            """);
        await SignInAsync(ada, "/protected");
        await IsOfferedAsync(ada);
        await ada.PressAsync("Create a passkey");
        await Expect(ada.Page.GetByText("No passkey was created. You can try again any time.")).ToBeVisibleAsync();
        await Expect(ada.Button("Try again")).ToBeFocusedAsync();

        await ada.PressAsync("Try again");

        await Expect(ada.Heading).ToContainTextAsync("Passkey added: ");
        await ada.FollowAsync("Continue");
        await ada.IsAtAsync("/protected");
    }

    [Fact]
    public async Task A_passkey_that_is_here_already_ends_the_offer()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.SignInQuicklyAsync();
        await using var db = App.OpenDatabase();
        await db.Passkeys.ExecuteUpdateAsync( // as after a change of the user agent
            set => set.SetProperty(p => p.System, "Other").SetProperty(p => p.LastUsedSystem, "Other"), TestContext.Current.CancellationToken);
        await ada.OpenAsync("/passkeys/add?offer=true&returnUrl=/protected");
        await ada.PressAsync("Create a passkey");

        await Expect(ada.Page.GetByText("You already have a passkey for this account here.")).ToBeVisibleAsync();
        await Expect(ada.Button("Create a passkey")).ToHaveCountAsync(0);
        await ada.PressAsync("Continue");
        await ada.IsAtAsync("/protected");
    }

    [Fact]
    public async Task A_kept_address_of_the_offer_leads_on_where_a_passkey_is_here_by_now()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/passkeys/add?offer=true&returnUrl=/protected");

        await ada.IsAtAsync("/protected");
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task It_does_not_move_and_does_not_scroll_sideways(int width, ColorScheme colours)
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { ColorScheme = colours, ViewportSize = new() { Width = width, Height = 900 } });
        await ada.PrepareAsync("new PerformanceObserver(list => list.getEntries().forEach(e => window.moved = (window.moved ?? 0) + e.value)).observe({ type: 'layout-shift', buffered: true })");
        await SignInAsync(ada, "/");
        await IsOfferedAsync(ada);
        foreach (var address in (string[])["", "&failure=NotAllowedError", "&failure=InvalidStateError", "&failure=NotSaved"])
        {
            await ada.OpenAsync("/passkeys/add?offer=true&returnUrl=/protected" + address);
            await ada.HasAllOfThePageAsync();
            Assert.Equal(0, await ada.Page.EvaluateAsync<double>("() => window.moved ?? 0"));
            Assert.True(await ada.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        }
    }

    protected override TestApp MakeApp() => new() { Settings = { ["Passkeys:Offer"] = "true" } };

    private static async Task SignInAsync(Person person, string returnUrl, string name = "Ada Lovelace")
    {
        await person.OpenAsync($"/sign-in?returnUrl={returnUrl}");
        await Expect(person.Page.Locator("form[data-ready]")).ToBeAttachedAsync();
        await Expect(person.Page.Locator("[name=canCreate]")).ToHaveValueAsync(new Regex("true|false"));
        await person.ContinueWithProviderAsync(name);
    }

    private static async Task IsOfferedAsync(Person person)
    {
        await Expect(person.Heading).ToHaveTextAsync("Sign in faster next time");
        await Expect(person.Page.Locator("form[data-ready]")).ToBeAttachedAsync();
    }

    private static async Task SignOutAsync(Person person)
    {
        await person.OpenAsync("/");
        await person.SignOutAsync();
    }

    /// <summary>Reaches a button with Tab and presses Enter.</summary>
    private static async Task TypeAsync(Person person, string name)
    {
        var button = person.Button(name);
        await Expect(button).ToBeVisibleAsync();
        for (var step = 0; step < 60; step++)
        {
            if (await button.EvaluateAsync<bool>("button => button === document.activeElement"))
            {
                await person.Page.Keyboard.PressAsync("Enter");
                return;
            }

            await person.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The keyboard does not reach {name}.");
    }
}
