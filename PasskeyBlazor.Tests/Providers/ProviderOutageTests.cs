using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A provider that is down while the app runs does not affect anything else.</summary>
public sealed class ProviderOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("no server listens")]
    [InlineData("the server never answers")]
    [InlineData("no TLS")]
    [Threat("OA-14")]
    public async Task The_app_runs_says_that_the_provider_cannot_be_reached_and_lets_passkeys_in(string fault)
    {
        await using var provider = new FakeProvider();
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start(); // the system accepts connections, but no code reads them
        var silent = $"http://localhost:{((IPEndPoint)port.LocalEndpoint).Port}";
        if (fault == "no server listens")
        {
            port.Stop();
        }

        var settings = provider.Settings();
        settings["Authentication:Oidc:Fake:Authority"] = fault == "no TLS" ? provider.Issuer.Replace("http:", "https:", StringComparison.Ordinal) : silent;
        await using var app = new TestApp { Settings = settings };
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();
        using (var elsewhere = app.Browser(followRedirects: false))
        {
            await app.AddPasskeyAsync(await elsewhere.SignInAsync(), authenticator);
        }

        var before = await app.KeptRowsAsync();
        using var refused = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Fake", ["returnUrl"] = "/me" });
        var after = await app.KeptRowsAsync();
        var reference = References.In(refused.Headers.Location!.OriginalString).Single();
        var page = await browser.GetStringAsync(refused.Headers.Location, Cancel);
        using var byPasskey = await browser.SignInWithPasskeyAsync(authenticator);

        Assert.Equal($"/sign-in?failure=ProviderUnavailable&reference={reference}&returnUrl=%2Fme", refused.Headers.Location.OriginalString);
        Assert.Contains(reference, page);
        Assert.Contains(app.Log, line => line.Contains($"The redirect to Fake failed. Reference {reference}", StringComparison.Ordinal));
        Assert.Equal(before, after);
        Assert.NotNull(await browser.WhoAsync());
    }

    [Fact]
    [Threat("OA-14")]
    public async Task The_app_waits_at_most_ten_seconds_for_a_provider()
    {
        await using var accounts = new Accounts(
            ("Authentication:Oidc:Acme:Authority", "https://acme.example"), ("Authentication:Oidc:Acme:ClientId", "x"), ("Authentication:Oidc:Acme:ClientSecret", "y"));

        var acme = accounts.Get<IOptionsMonitor<OpenIdConnectOptions>>().Get("Acme");

        Assert.Equal(TimeSpan.FromSeconds(10), acme.Backchannel.Timeout);
    }
}
