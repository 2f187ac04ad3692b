using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A browser whose extensions change what the scripts of a page answer to its circuit.</summary>
[Threat("AB-06")]
public sealed class OddScriptAnswerTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>What runs before each page.</summary>
    public static TheoryData<string> Changes =>
    [
        "sessionStorage.setItem('interrupted', 'no JSON')",
        "sessionStorage.setItem('interrupted', JSON.stringify({ place: 'nowhere', until: Date.now() + 9e5 }))",
        "sessionStorage.setItem('interrupted', JSON.stringify({ place: {}, until: Date.now() + 9e5 }))",
        "Storage.prototype.getItem = () => { throw null }",
        "PublicKeyCredential.getClientCapabilities = async () => null",
        "PublicKeyCredential.getClientCapabilities = async () => ({ userVerifyingPlatformAuthenticator: true, hybridTransport: 'yes' })",
        "PublicKeyCredential.getClientCapabilities = async () => { throw 'a text' }",
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('', 'SecurityError') } })",
    ];

    [Fact]
    public async Task A_script_that_does_not_load_is_a_failure_with_a_reference()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.Page.RouteAsync(new Regex("/AddPasskey\\."), route => route.AbortAsync());
        ada.Allow("ERR_FAILED|Failed to fetch", "the script does not load");

        await ada.OpenAsync("/");

        await ada.PanelSaysAsync("Something went wrong with your passkey provider.");
        Assert.Single(References.In(await ada.Page.ContentAsync()));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_circuit_lives_and_a_passkey_is_created(string change)
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.PrepareAsync(change);

        await ada.OpenAsync("/passkeys");
        await ada.PressAsync("Create a passkey");
        await ada.HasAddedAsync();

        await Expect(ada.Page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
        Assert.DoesNotContain(App.Log, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
    }
}
