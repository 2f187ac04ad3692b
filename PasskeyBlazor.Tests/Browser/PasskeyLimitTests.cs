using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The panel where an account may have one passkey only.</summary>
public sealed class PasskeyLimitTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    [Threat("CR-14")]
    public async Task A_passkey_above_the_limit_is_not_created()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");

        await ada.CreatePasskeyAsync();
        await ada.OpenAsync("/passkeys");
        await ada.PressAsync("Create a passkey");

        await ada.PanelSaysAsync("the most allowed");
    }

    protected override TestApp MakeApp() => new() { Settings = new() { ["Passkeys:MaxPerUser"] = "1" } };
}
