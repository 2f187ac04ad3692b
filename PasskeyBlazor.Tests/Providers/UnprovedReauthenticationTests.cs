using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Some providers do not prove a new authentication. They confirm all the same, and the account event says so.</summary>
public sealed class UnprovedReauthenticationTests(EveryProviderApp shared) : IClassFixture<EveryProviderApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Google", false)]
    [InlineData("Microsoft", false)]
    [InlineData("GitHub", false)]
    [InlineData("Facebook", false)]
    [InlineData("Twitter", false)]
    [InlineData("Auth0", true)]
    [InlineData("Okta", true)]
    [InlineData("Acme", true)]
    [Threat("FR-03")]
    public async Task Only_a_provider_that_proves_it_is_asked_and_the_account_event_says_whether_it_did(string provider, bool proves)
    {
        shared.Name(Guid.NewGuid(), provider);
        if (!proves)
        {
            shared.Provider.Claims["auth_time"] = 1; // it is not read
        }

        using var browser = shared.App.Browser(followRedirects: false);
        using var signedIn = await browser.SignInAtAsync(provider);
        await shared.App.AgeSessionsAsync();
        using var confirmed = await browser.ConfirmAtAsync(provider);

        Assert.Equal("/passkeys", confirmed.Headers.Location!.OriginalString);
        var asked = provider is "GitHub" or "Facebook" or "Twitter" ? shared.LookAlikes.Asked! : shared.Provider.Asked!;
        Assert.Equal(proves ? "0" : null, (string?)asked["max_age"]);
        Assert.Equal(proves, await IsProvedFreshAsync(shared.App, browser));
        var activity = await browser.GetStringAsync("/activity", Cancel);
        Assert.Equal(!proves, activity.Contains("not proved fresh", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no auth_time")]
    [InlineData("an old auth_time")]
    [InlineData("a recent auth_time")]
    [Threat("FR-03")]
    public async Task The_operator_can_exempt_a_provider_that_cannot_prove_it(string token)
    {
        await using var provider = new FakeProvider();
        await using var app = new TestApp { Settings = provider.Settings("Fake", ("ProvesFreshness", "false")) };
        using var browser = app.Browser(followRedirects: false);
        using var signedIn = await browser.SignInAtAsync("Fake");
        await app.AgeSessionsAsync();
        if (token != "no auth_time")
        {
            provider.Claims["auth_time"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (token == "an old auth_time" ? 3600 : 0);
        }

        using var confirmed = await browser.ConfirmAtAsync("Fake");

        Assert.Equal("/passkeys", confirmed.Headers.Location!.OriginalString);
        Assert.Equal("login", provider.Asked!["prompt"]);
        Assert.False(provider.Asked.ContainsKey("max_age"));
        Assert.False(await IsProvedFreshAsync(app, browser));
    }

    [Theory]
    [InlineData("Google")]
    [InlineData("Microsoft")]
    [InlineData("GitHub")]
    [InlineData("Facebook")]
    [InlineData("Twitter")]
    public async Task No_setting_makes_a_provider_prove_what_it_does_not(string name)
    {
        var id = name == "Facebook" ? "App" : "Client";
        await using var accounts = new Accounts(
            ($"Authentication:{name}:{id}Id", "x"), ($"Authentication:{name}:{id}Secret", "y"), ($"Authentication:{name}:ProvesFreshness", "true"));

        Assert.StartsWith($"Authentication:{name}:ProvesFreshness is not possible", Assert.Single(accounts.Get<ProviderDirectory>().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_offers_a_passkey_before_a_provider_that_proves_nothing()
    {
        shared.Name(Guid.NewGuid(), "GitHub");
        using var browser = shared.App.Browser(followRedirects: false);
        using var authenticator = shared.App.Authenticator();
        using var signedIn = await browser.SignInAtAsync("GitHub");
        await shared.App.AddPasskeyAsync((await browser.WhoAsync())!, authenticator);
        await shared.App.AgeSessionsAsync();

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/confirm?returnUrl=/passkeys", Cancel));

        Assert.InRange(page.IndexOf("Confirm with a passkey", StringComparison.Ordinal), 1, page.IndexOf("Continue with GitHub", StringComparison.Ordinal));
    }

    private static async Task<bool?> IsProvedFreshAsync(TestApp app, HttpClient browser)
    {
        var userId = (await browser.WhoAsync())!.UserId;
        await using var db = app.OpenDatabase();
        var confirmed = await db.AccountEvents.SingleAsync(e => e.UserId == userId && e.Kind == AccountEventKind.Reauthenticated, Cancel);

        return confirmed.Detail!.IsProvedFresh;
    }
}
