using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PasskeyBlazor.Components;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser.HostPages;

/// <summary>The three components on a page of a host, without the layout and the stylesheets of the app.</summary>
public sealed class HostPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>Keeps the events of the components across pages, in their order.</summary>
    private const string Recorder = """
        for (const event of ['started', 'failed', 'completed']) {
            document.addEventListener(`passkey-${event}`, ({ detail }) => sessionStorage.setItem('events',
                [sessionStorage.getItem('events'), detail?.reason ? `${event}:${detail.reason}` : event].filter(Boolean).join(' ')));
        }
        """;

    protected override TestApp MakeApp() => new()
    {
        Settings = { ["Passkeys:DefaultReturnUrl"] = HostDocument.ForPeople },
        StandIns = services => services.AddSingleton<IComponentActivator, WithHost>(),
    };

    [Fact]
    public async Task A_visitor_signs_in_with_a_passkey_and_lands_on_the_default_address()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.PrepareAsync(Recorder);

        await ada.OpenAsync(HostDocument.ForVisitors);
        await Expect(ada.Heading).ToHaveTextAsync("Our shop");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync(HostDocument.ForPeople);
        await Expect(ada.Heading).ToHaveTextAsync("Your account");
        Assert.Equal("started completed", await EventsAsync(ada));
    }

    [Fact]
    public async Task A_visitor_who_cancels_reads_it_in_place_and_the_page_hears_why()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await ada.PrepareAsync(Recorder);
        await ada.OpenAsync(HostDocument.ForVisitors);

        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync(Text.Failure_SignIn_Cancelled);
        Assert.Equal("started failed:Cancelled", await EventsAsync(ada));
    }

    [Fact]
    public async Task A_sheet_to_sign_in_closes_when_the_form_goes()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.ReplaceAsync(ada, "options.signal.addEventListener('abort', () => document.documentElement.dataset.aborted = 'yes'); return new Promise(() => { });");
        await ada.OpenAsync(HostDocument.ForVisitors);
        await ada.PressAsync("Sign in with a passkey");
        await Sheets.IsAskedAsync(ada, "get");

        await ada.Page.EvaluateAsync("() => document.querySelector('.passkeys').remove()");

        await ada.HasNotedAsync("aborted", "yes");
    }

    [Fact]
    public async Task A_user_adds_renames_and_removes_on_the_page_of_the_host()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.PrepareAsync(Recorder);
        await ada.OpenAsync(HostDocument.WithThePanel);

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Passkey added");
        Assert.Equal("started completed", await EventsAsync(ada));

        await ada.OpenAsync(HostDocument.ForPeople);
        await ada.PressAsync("Rename");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("Laptop");
        await ada.PressAsync("Save");
        await Expect(ada.Page.Locator(".row h3")).ToHaveTextAsync("Laptop");
        await ada.IsAtAsync(HostDocument.ForPeople); // the script takes the query away

        await ada.PressAsync("Remove");
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await ada.PressAsync("Remove passkey");
        await Expect(ada.Page.GetByText("Removed “Laptop”.")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator(".row")).ToHaveCountAsync(0);
        await ada.IsAtAsync(HostDocument.ForPeople);
    }

    [Theory]
    [InlineData("NotAllowedError after a while", "Cancelled")]
    [InlineData("InvalidStateError", "AlreadyHere")]
    [InlineData("UnknownError", "BrowserFailed")]
    public async Task The_page_hears_why_no_passkey_was_created(string error, string reason)
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await Sheets.FailAsync(ada, error);
        await ada.PrepareAsync(Recorder);
        await ada.OpenAsync(HostDocument.WithThePanel);

        await ada.PressAsync("Create a passkey");

        await Eventually.SeeAsync(() => EventsAsync(ada), events => events == $"started failed:{reason}", "the events of the page");
    }

    [Fact]
    public async Task The_page_without_a_circuit_raises_the_same_events()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await ada.PrepareAsync(Recorder);
        await ada.OpenAsync("/passkeys/add");
        await ada.PressAsync("Create a passkey");
        await Expect(ada.Button("Try again")).ToBeVisibleAsync();
        Assert.Equal("started failed:Cancelled", await EventsAsync(ada));

        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");

        await ada.HasAddedAsync();
        Assert.Equal("started failed:Cancelled started completed", await EventsAsync(ada));
    }

    [Fact]
    public async Task An_interactive_host_hears_the_events_of_the_component()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await ada.OpenAsync(HostDocument.WithAnIsland);

        await ada.PressAsync("Create a passkey");
        await Expect(ada.Page.Locator("output")).ToHaveTextAsync("failed:Cancelled");
        await Sheets.WorkAgainAsync(ada);
        await ada.PressAsync("Try again");

        await Expect(ada.Page.Locator("output")).ToHaveTextAsync("failed:Cancelled added:none");
    }

    [Fact]
    public async Task An_interactive_host_hears_that_the_browser_knows_no_passkeys()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.PrepareAsync("delete window.PublicKeyCredential");

        await ada.OpenAsync(HostDocument.WithAnIsland);

        await Expect(ada.Page.Locator("output")).ToHaveTextAsync("not-supported:False");
    }

    [Fact]
    public async Task A_sheet_to_create_closes_when_the_component_goes()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await Sheets.WaitForTouchAsync(ada);
        await ada.OpenAsync(HostDocument.WithAnIsland);
        await ada.PressAsync("Create a passkey");
        await ada.HasNotedAsync("sheet", "open");

        await ada.PressAsync("Close");

        await Expect(ada.Page.Locator("html:not([data-sheet])")).ToHaveCountAsync(1);
        await ada.PressAsync("Open");
        await ada.PanelSaysAsync("Add a passkey");
        await Expect(ada.Page.Locator("output")).ToBeEmptyAsync(); // nothing ended that the host still waits for
        Assert.Empty(await ada.Authenticator.CredentialsAsync());
    }

    [Fact]
    public async Task The_components_bring_their_look_a_host_themes_it_and_its_own_elements_stay_as_they_are()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync(HostDocument.ForPeople);
        await Expect(ada.Page.Locator("button.primary").First).ToBeVisibleAsync();
        await ada.HasAllDrawnAsync();

        await ada.Page.EvaluateAsync("() => document.documentElement.style.setProperty('--accent', 'rgb(120, 20, 60)')");

        Assert.Equal("rgb(120, 20, 60)", await ColorAsync(ada, ".passkeys .button.primary"));
        Assert.Equal("rgba(0, 0, 0, 0)", await ColorAsync(ada, "body > .button"));
        Assert.Equal("rgba(0, 0, 0, 0)", await ColorAsync(ada, "body"));
        Assert.Equal("8px", await ada.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).margin"));
        Assert.Equal(["theme", "components", "passkeys"], await ada.Page.EvaluateAsync<string[]>(
            "() => [...new Set([...document.querySelectorAll('link[rel=stylesheet]')].map(link => link.getAttribute('href').split('.')[0]))]"));
    }

    private static Task<string> EventsAsync(Person person) => person.Page.EvaluateAsync<string>("() => sessionStorage.getItem('events') ?? ''");

    private static Task<string> ColorAsync(Person person, string element) =>
        person.Page.EvaluateAsync<string>("element => getComputedStyle(document.querySelector(element)).backgroundColor", element);

    /// <summary>Makes the document of the host where the app makes its own.</summary>
    private sealed class WithHost : IComponentActivator
    {
        public IComponent CreateInstance(Type componentType) =>
            (IComponent)Activator.CreateInstance(componentType == typeof(App) ? typeof(HostDocument) : componentType)!;
    }
}
