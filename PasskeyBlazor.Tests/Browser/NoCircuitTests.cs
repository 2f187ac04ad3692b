using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The sign-in page and the reauthentication page open no circuit: not before a sheet, and not after it.</summary>
[Threat("AB-01")]
public sealed class NoCircuitTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in?failure=SecurityError")]
    [InlineData("/sign-in?returnUrl=%2Fpasskeys")]
    public async Task The_sign_in_page_loads_four_files_and_explains_a_failure_without_a_circuit(string address)
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

        Assert.Equal(["PasskeySignIn", "app", "components", "sign-in", "theme"], atRest.Where(name => name != "favicon").Order(StringComparer.Ordinal));
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
        await ada.PrepareAsync("delete PublicKeyCredential.signalAllAcceptedCredentials"); // such a browser loads nothing for it
        var asked = Record(ada);

        await ada.OpenAsync("/confirm?returnUrl=%2Faccount&reason=Change");
        await ada.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Equal(["PasskeySignIn", "app", "components", "confirm", "session", "theme"], asked.Where(name => name != "favicon").Order(StringComparer.Ordinal));
        await ada.PressAsync("Confirm with a passkey");
        await ada.IsToldAsync("Passkeys aren’t set up for this address.");
        await ada.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.DoesNotContain(asked, name => name.Contains("blazor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reauthentication_whose_session_has_ended_leads_to_the_sign_in()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");
        await App.AgeSessionsAsync();
        await Sheets.FailAsync(ada, "SecurityError");
        ada.Allow("Failed to (fetch|load)|ERR_FAILED|401", "the session has ended");

        await ada.OpenAsync("/confirm?returnUrl=%2Faccount&reason=Change");
        await using (var db = App.OpenDatabase())
        {
            await db.Sessions.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        await ada.PressAsync("Confirm with a passkey");
        await Expect(ada.Page).ToHaveURLAsync(new Regex("/sign-in\\?"));
    }

    /// <summary>More open pages than one user may have.</summary>
    [Fact]
    [Threat("AB-02")]
    public async Task A_page_that_gets_no_circuit_says_so_and_offers_a_reload()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        ada.Allow("[Cc]ircuit|Too many", "there is no circuit left");
        var cookies = new CookieContainer();
        foreach (var cookie in await ada.Page.Context.CookiesAsync())
        {
            cookies.Add(App.Address, new System.Net.Cookie(cookie.Name, cookie.Value, cookie.Path));
        }

        using var client = App.Browser(cookies: cookies);
        var pages = new List<BarePage>();
        for (var count = 0; count < CircuitLimits.MaxPerUser; count++)
        {
            pages.Add(await BarePage.OpenAsync(App, cookies));
            await pages[^1].StartAsync(client, "/passkeys");
        }

        await ada.OpenAsync("/passkeys");
        await Expect(ada.Page.Locator("#blazor-error-ui").GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
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
