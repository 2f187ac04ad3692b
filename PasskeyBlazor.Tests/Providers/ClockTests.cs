using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>One tolerance is for each time in an ID token, so that a provider that signs in also confirms.</summary>
public sealed class ClockTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    private static readonly string[] Times = ["iat", "nbf", "exp", "auth_time"];

    [Theory]
    [InlineData(-100, true)]
    [InlineData(-90, true)]
    [InlineData(90, true)]
    [InlineData(100, true)]
    [InlineData(-600, false)]
    [InlineData(600, false)]
    [Threat("FR-05")]
    public async Task A_provider_whose_clock_differs_confirms_where_it_signs_in(int seconds, bool isWithin)
    {
        using var before = await ContinueAsync();
        await App.AgeSessionsAsync();
        Provider.ClockOffset = TimeSpan.FromSeconds(seconds);
        Provider.BendToken = token => token["nbf"] = token["iat"]!.DeepClone();

        using var confirmed = await Browser.ConfirmAtAsync("Fake");
        using var elsewhere = App.Browser(followRedirects: false);
        using var signedIn = await ContinueAsync(browser: elsewhere);

        Assert.Equal(isWithin, confirmed.Headers.Location!.OriginalString == "/passkeys");
        Assert.Equal(isWithin, await elsewhere.WhoAsync() is not null);
    }

    [Theory]
    [InlineData("iat", 100, true)]
    [InlineData("iat", 150, false)]
    [InlineData("iat", -300, true)] // Microsoft dates it back by five minutes
    [InlineData("nbf", 100, true)]
    [InlineData("nbf", 150, false)]
    [InlineData("exp", -100, true)]
    [InlineData("exp", -150, false)]
    [InlineData("auth_time", 100, true)]
    [InlineData("auth_time", -100, true)]
    [InlineData("auth_time", 150, false)]
    [InlineData("auth_time", -150, false)]
    [Threat("FR-05")]
    public async Task Each_time_in_a_token_has_the_same_tolerance(string claim, int seconds, bool isAccepted)
    {
        using var signedIn = await ContinueAsync();
        await App.AgeSessionsAsync();
        Provider.BendToken = token => Bend(token, claim, seconds);

        using var confirmed = await Browser.ConfirmAtAsync("Fake");

        Assert.Equal(isAccepted, confirmed.Headers.Location!.OriginalString == "/passkeys");
    }

    [Theory]
    [InlineData("00:05:00", 250, true)]
    [InlineData("00:00:10", 60, false)]
    [Threat("FR-05")]
    public async Task The_operator_sets_the_tolerance_for_all_of_them(string tolerance, int seconds, bool isAccepted)
    {
        await using var provider = new FakeProvider();
        var settings = provider.Settings();
        settings["Authentication:ClockTolerance"] = tolerance;
        await using var app = new TestApp { Settings = settings };
        foreach (var claim in Times)
        {
            provider.BendToken = _ => { };
            using var browser = app.Browser(followRedirects: false);
            using var signedIn = await browser.SignInAtAsync("Fake");
            await app.AgeSessionsAsync();
            provider.BendToken = token => Bend(token, claim, claim == "exp" ? -seconds : seconds);

            using var confirmed = await browser.ConfirmAtAsync("Fake");

            Assert.True(isAccepted == (confirmed.Headers.Location!.OriginalString == "/passkeys"), claim);
        }

        Assert.DoesNotContain(app.Log, line => line.Contains("is unknown and has no effect", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:10:01")]
    [InlineData("1.00:00:00")]
    public async Task A_tolerance_outside_its_limits_is_one_clear_line(string tolerance)
    {
        await using var accounts = new Accounts(("Authentication:ClockTolerance", tolerance));

        var mistake = Assert.Throws<OptionsValidationException>(() => accounts.Get<IOptions<ClockOptions>>().Value);

        Assert.Contains("Authentication:ClockTolerance must be from zero to ten minutes.", Assert.Single(mistake.Failures));
    }

    [Fact]
    public async Task Without_a_setting_the_tolerance_is_two_minutes()
    {
        await using var accounts = new Accounts(
            ("Authentication:Google:ClientId", "x"), ("Authentication:Google:ClientSecret", "y"));

        var google = accounts.Get<IOptionsMonitor<OpenIdConnectOptions>>().Get("Google");

        Assert.Equal(TimeSpan.FromMinutes(2), google.TokenValidationParameters.ClockSkew);
    }

    private static void Bend(JsonObject token, string claim, int seconds)
    {
        token["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600; // a token may not expire before it is valid
        token[claim] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;
    }
}
