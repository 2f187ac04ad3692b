using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The sign-in page, left open for longer than its challenge lives. Here the server's clock goes on too, so an old one is refused.</summary>
public sealed class LongOpenPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task The_button_asks_for_a_fresh_challenge_first()
    {
        var ada = await WithPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        await PassTimeAsync(ada);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsSignedInAsync();
    }

    [Fact]
    [Threat("CH-13")]
    public async Task An_offer_of_autofill_is_made_anew_and_what_is_picked_then_signs_in()
    {
        var ada = await WithPasskeyAsync();
        await Sheets.WaitForPickAsync(ada);

        await ada.OpenAsync("/sign-in");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        await PassTimeAsync(ada);
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.PickAsync(ada);

        await ada.IsSignedInAsync();
    }

    [Fact]
    [Threat("CH-13")]
    public async Task A_challenge_that_is_late_though_the_page_does_not_know_is_said_to_be_and_the_next_try_signs_in()
    {
        var ada = await WithPasskeyAsync();
        await Sheets.WaitForPickAsync(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        App.Clock!.Advance(Long);
        await Sheets.PickAsync(ada);
        await ada.IsToldAsync("That took too long. Try again.");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Fact]
    public async Task A_renewal_without_a_network_leaves_what_is_there_and_the_button_tries_again()
    {
        var ada = await WithPasskeyAsync();
        ada.Allow("ERR_INTERNET_DISCONNECTED|Failed to fetch", "there is no network");
        var form = ada.Page.Locator("form[data-passkey]");

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        var before = await form.GetAttributeAsync("data-state");
        await ada.Page.Context.SetOfflineAsync(true);
        var asked = new TaskCompletionSource();
        ada.Page.RequestFailed += (_, request) =>
        {
            if (request.Url.EndsWith("/session/passkey/options", StringComparison.Ordinal))
            {
                asked.TrySetResult();
            }
        };
        await PassTimeAsync(ada, renewal: null);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        Assert.Equal(before, await form.GetAttributeAsync("data-state"));
        await ada.Page.Context.SetOfflineAsync(false);
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsSignedInAsync();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(401)]
    public async Task A_renewal_that_the_server_refuses_leaves_what_is_there_and_the_button_tries_again(int status)
    {
        var ada = await WithPasskeyAsync();
        ada.Allow($"Failed to load resource.* {status}", "the server refuses it");
        var form = ada.Page.Locator("form[data-passkey]");

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        var before = await form.GetAttributeAsync("data-state");
        await ada.Page.RouteAsync("**/session/passkey/options", route => route.FulfillAsync(new() { Status = status, Body = "{}" }));
        await PassTimeAsync(ada, status);
        Assert.Equal(before, await form.GetAttributeAsync("data-state"));
        await ada.Page.UnrouteAllAsync();
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsSignedInAsync();
    }

    [Fact]
    public async Task A_renewal_that_is_still_refused_at_the_press_is_said_to_be_too_late_and_the_next_press_signs_in()
    {
        var ada = await WithPasskeyAsync();
        ada.Allow("Failed to load resource.* 429", "the server refuses it");
        await ada.Page.RouteAsync("**/session/passkey/options", route => route.FulfillAsync(new() { Status = 429 }));

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Expect(ada.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
        await PassTimeAsync(ada, 429);
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("That took too long. Try again.");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    protected override TestApp MakeApp() => new() { Clock = new FakeTimeProvider(DateTimeOffset.UtcNow) };

    private async Task<Person> WithPasskeyAsync()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.Page.Clock.InstallAsync();

        return ada;
    }

    /// <summary>Half an hour, for the server and for the page.</summary>
    private async Task PassTimeAsync(Person person, int? renewal = 200)
    {
        App.Clock!.Advance(Long);
        var renewed = renewal is not null ? person.Page.WaitForResponseAsync("**/session/passkey/options") : null;
        await person.Page.Clock.FastForwardAsync("30:00");
        if (renewed is not null)
        {
            Assert.Equal(renewal, (await renewed).Status);
        }
    }
}
