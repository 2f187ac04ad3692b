using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A person who presses before the circuit is there, as on a slow network.</summary>
[Threat("WC-03")]
public sealed class EarlyPressTests(BrowserFixture browser) : PasskeysPageTest(browser)
{
    private readonly TaskCompletionSource circuitMayCome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TheoryData<string> Pages => ["/", "/passkeys"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_press_before_the_circuit_is_carried_out(string page)
    {
        var ada = await OnSlowNetworkAsync(page);

        await ada.FollowAsync("Create a passkey");
        await ada.CreatePasskeyAsync();

        Assert.Single(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_key_before_the_circuit_is_carried_out(string page)
    {
        var ada = await OnSlowNetworkAsync(page);

        await EarlyButton(ada).FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.CreatePasskeyAsync();

        Assert.Single(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_focus_stays_on_the_button_when_the_circuit_comes_and_the_next_key_is_carried_out(string page)
    {
        var ada = await OnSlowNetworkAsync(page);

        await EarlyButton(ada).FocusAsync();
        circuitMayCome.SetResult();
        await ada.HasAllDrawnAsync();
        await Expect(ada.Button("Create a passkey")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.HasAddedAsync();

        Assert.Single(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_press_that_is_held_while_the_circuit_comes_is_carried_out(string page)
    {
        var ada = await OnSlowNetworkAsync(page);

        await EarlyButton(ada).HoverAsync();
        await ada.Page.Mouse.DownAsync();
        circuitMayCome.SetResult();
        await ada.HasAllDrawnAsync();
        await ada.Page.Mouse.UpAsync();
        await ada.HasAddedAsync();

        Assert.Single(await App.PasskeyNamesAsync((await ada.WhoAsync()).UserId));
    }

    [Fact]
    public async Task A_held_press_that_ends_elsewhere_is_none()
    {
        var ada = await OnSlowNetworkAsync("/passkeys");

        await EarlyButton(ada).HoverAsync();
        await ada.Page.Mouse.DownAsync();
        circuitMayCome.SetResult();
        await ada.HasAllDrawnAsync();
        await ada.Page.EvaluateAsync("() => { window.created = 0; CredentialsContainer.prototype.create = () => { created++; return new Promise(() => { }); }; }");
        await ada.Heading.HoverAsync();
        await ada.Page.Mouse.UpAsync();
        await ada.Page.EvaluateAsync("new Promise(resolve => setTimeout(resolve))");

        Assert.Equal(0, await ada.Page.EvaluateAsync<int>("created"));
        await Expect(ada.Panel).ToHaveAttributeAsync("data-state", "Ready");
        await ada.PressAsync("Create a passkey");
        await Expect(ada.Panel).ToHaveAttributeAsync("data-state", "Working");
        Assert.Equal(1, await ada.Page.EvaluateAsync<int>("created"));
    }

    [Fact]
    public async Task A_name_that_is_typed_while_the_circuit_comes_is_kept_and_saved()
    {
        var ada = await OnSlowNetworkAsync("/passkeys", "laptop");

        await ada.PressAsync("Rename laptop");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("desktop");
        circuitMayCome.SetResult();
        await ada.HasAllDrawnAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Button("Rename desktop")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("a rename")]
    [InlineData("a removal")]
    [InlineData("a setting")]
    [Threat("WC-04")]
    public async Task A_second_press_changes_nothing_and_is_no_failure(string change)
    {
        var ada = await OnSlowNetworkAsync("/passkeys", "laptop", "phone");
        await ada.HasAllOfThePageAsync();
        var posts = 0;
        var isPressedAgain = new TaskCompletionSource();
        await ada.Page.RouteAsync("**/session/passkeys/**", async route =>
        {
            Interlocked.Increment(ref posts);
            await isPressedAgain.Task;
            await route.ContinueAsync();
        });
        await ada.Page.RouteAsync("**/api/session?pressed", async route =>
        {
            isPressedAgain.TrySetResult();
            await route.ContinueAsync();
        });

        if (change == "a rename")
        {
            await ada.PressAsync("Rename laptop");
            await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("desktop");
        }
        else if (change == "a removal")
        {
            await ada.PressAsync("Remove laptop");
        }

        // The browser itself makes one post of two presses at once. The third one comes while the post is held.
        await ada.Button(change switch { "a rename" => "Save", "a removal" => "Remove passkey", _ => "Turn off" })
            .EvaluateAsync("button => { button.click(); button.click(); setTimeout(() => { button.click(); fetch('/api/session?pressed'); }, 50); }");

        await Expect(change switch { "a rename" => ada.Button("Rename desktop"), "a removal" => ada.Page.Locator("#list"), _ => ada.Page.Locator("#offer") }).ToBeFocusedAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Equal(1, posts);
    }

    protected override TestApp MakeApp() => new() { Settings = new() { ["Passkeys:Offer"] = "true" } };

    private static ILocator EarlyButton(Person person) => person.Page.GetByRole(AriaRole.Link, new() { Name = "Create a passkey" });

    /// <summary>The page is there and the circuit is not.</summary>
    private async Task<Person> OnSlowNetworkAsync(string page, params string[] names)
    {
        var ada = await OpenBrowserAsync();
        await ada.Page.RouteAsync(new Regex("/_blazor"), async route =>
        {
            await circuitMayCome.Task;
            await route.ContinueAsync();
        });
        ada.Allow("_blazor|circuit|[Cc]onnection|Failed to fetch", "the page is left before its circuit comes");
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, names);
        await ada.OpenAsync(page);
        await ada.HasAllOfThePageAsync();

        return ada;
    }
}
