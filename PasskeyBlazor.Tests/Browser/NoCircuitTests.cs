using System.Collections.Concurrent;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The sign-in page and the reauthentication page open no circuit: not before a sheet, and not after it.</summary>
[Threat("AB-01")]
public sealed class NoCircuitTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in?failure=SecurityError")]
    [InlineData("/sign-in?returnUrl=%2Fpasskeys")]
    public async Task The_sign_in_page_loads_three_files_and_explains_a_failure_without_a_circuit(string address)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        var asked = Record(ada);

        await ada.OpenAsync(address);
        await ada.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var atRest = asked.ToList();
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await ada.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Equal(["PasskeySignIn", "app", "sign-in", "theme"], atRest.Where(name => name != "favicon").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(asked, name => name.Contains("blazor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_reauthentication_page_explains_a_failure_without_a_circuit()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");
        await App.AgeSessionsAsync();
        await Sheets.FailAsync(ada, "SecurityError");
        var asked = Record(ada);

        await ada.OpenAsync("/confirm?returnUrl=%2Fme&reason=Change");
        await ada.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Equal(["PasskeySignIn", "app", "confirm", "theme"], asked.Where(name => name != "favicon").Order(StringComparer.Ordinal));
        await ada.PressAsync("Confirm with a passkey");
        await ada.IsToldAsync("Passkeys aren’t set up for this address.");
        await ada.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.DoesNotContain(asked, name => name.Contains("blazor", StringComparison.Ordinal));
    }

    /// <summary>The names of the files that the browser asks for, without their versions.</summary>
    private static ConcurrentQueue<string> Record(Person person)
    {
        var asked = new ConcurrentQueue<string>();
        person.Page.Request += (_, request) => asked.Enqueue(new Uri(request.Url).Segments[^1].Split('.')[0]);
        person.Page.WebSocket += (_, socket) => asked.Enqueue("blazor socket " + socket.Url);

        return asked;
    }
}
