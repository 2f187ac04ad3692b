using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A circuit whose connection is cut while the person is doing something.</summary>
public sealed class DroppedCircuitTests(BrowserFixture browser) : BrowserTest(browser)
{
    private bool serverForgets;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bar_says_that_the_connection_is_lost_and_the_panel_works_after_it_is_back()
    {
        var (ada, line) = await AtAsync("/");

        await line.CutAsync();
        await line.JoinAsync();
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.TouchAsync(ada);

        await ada.HasAddedAsync();
    }

    [Fact]
    [Threat("BR-06")]
    public async Task A_press_that_does_not_reach_the_server_opens_no_sheet()
    {
        var (ada, line) = await AtAsync("/");
        await ada.HasPreparedAsync(times: 1);

        await line.CutAsync();
        await ada.PressAsync("Create a passkey");
        await line.JoinAsync();

        Assert.Equal(0, await Sheets.OpenedToMakeAsync(ada));
        await ada.PressAsync("Create a passkey");
        await Sheets.TouchAsync(ada);
        await ada.HasAddedAsync();
    }

    [Theory]
    [Threat("CH-14")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_passkey_is_added_though_the_line_was_cut_while_the_sheet_was_open(bool isBackBeforeTouch)
    {
        var (ada, line) = await AtAsync("/");

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await line.CutAsync();
        if (isBackBeforeTouch)
        {
            await line.JoinAsync();
            await Sheets.TouchAsync(ada);
        }
        else
        {
            var made = ada.Authenticator.MakesPasskeyAsync();
            await Sheets.TouchAsync(ada);
            await made; // and the answer is lost
            await ada.PanelSaysAsync("Continue in the window");
            Assert.Equal(0, await PasskeysAsync());
            await line.JoinAsync();
        }

        await ada.HasAddedAsync();
        Assert.Equal(1, await PasskeysAsync());
        Assert.Equal(1, await Sheets.OpenedToMakeAsync(ada));
    }

    [Fact]
    [Threat("CH-14")]
    public async Task Cancel_works_after_the_line_was_cut_and_so_does_the_next_try()
    {
        var (ada, line) = await AtAsync("/");

        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await line.CutAsync();
        await line.JoinAsync();
        await ada.PressAsync("Cancel");
        await ada.PanelSaysAsync("No passkey was created.");
        await ada.PressAsync("Try again");
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.TouchAsync(ada);

        await ada.HasAddedAsync();
        Assert.Single(await ada.Authenticator.CredentialsAsync());
    }

    [Fact]
    [Threat("WC-01")]
    public async Task A_name_that_was_typed_while_the_line_was_cut_is_saved()
    {
        var (ada, line) = await AtAsync("/passkeys");
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.TouchAsync(ada);
        await ada.HasAddedAsync();
        await ada.HasAllDrawnAsync();

        await ada.Page.Locator(".row").GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await line.CutAsync();
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("Ada’s laptop");
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Button("Rename Ada’s laptop")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_bar_says_that_a_circuit_is_gone_for_good_and_offers_to_reload()
    {
        serverForgets = true;
        var (ada, line) = await AtAsync("/");

        await line.CutAsync();
        await line.JoinAsync();
        await Expect(ada.Page.Locator(".bar-gone")).ToHaveTextAsync("The connection could not be restored. Reload the page");
        await ada.FollowAsync("Reload the page");
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.TouchAsync(ada);

        await ada.HasAddedAsync();
    }

    [Fact]
    [Threat("HO-14")]
    public async Task A_page_of_a_replaced_session_must_reload_and_then_belongs_to_the_new_session()
    {
        var (ada, line) = await AtAsync("/passkeys");

        await line.CutAsync();
        await ada.SignInQuicklyAsync("grace");
        await line.JoinAsync();
        await Expect(ada.Page.Locator(".bar-gone")).ToHaveTextAsync("The connection could not be restored. Reload the page");
        await ada.OpenAsync("/passkeys");
        await Expect(ada.Page.GetByText("Grace Hopper").First).ToBeVisibleAsync();
        await ada.HasAllDrawnAsync();
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Continue in the window");
        await Sheets.TouchAsync(ada);

        await ada.HasAddedAsync();
        Assert.Equal((await ada.WhoAsync()).UserId, await OwnerAsync());
    }

    protected override TestApp MakeApp() => new()
    {
        StandIns = services => services.PostConfigure<CircuitOptions>(circuits =>
        {
            if (serverForgets)
            {
                circuits.DisconnectedCircuitMaxRetained = 0; // as after some minutes, or a restart
            }
        }),
    };

    private async Task<(Person Ada, CutLine Line)> AtAsync(string path)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.WaitForTouchAsync(ada);
        var line = await CutLine.OfAsync(ada);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync(path);
        await ada.PanelSaysAsync("Add a passkey");
        await ada.HasAllDrawnAsync();

        return (ada, line);
    }

    private async Task<Guid> OwnerAsync()
    {
        await using var db = App.OpenDatabase();

        return (await db.Passkeys.SingleAsync(Cancel)).UserId;
    }

    private async Task<int> PasskeysAsync()
    {
        await using var db = App.OpenDatabase();

        return await db.Passkeys.CountAsync(Cancel);
    }
}
