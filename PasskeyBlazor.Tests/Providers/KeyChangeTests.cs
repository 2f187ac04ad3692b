using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A provider that changes its keys, hangs, or names keys that it does not have, while the app runs.</summary>
public sealed class KeyChangeTests : IAsyncDisposable
{
    private readonly FakeProvider provider = new();
    private readonly TestApp app;

    public KeyChangeTests() => app = new TestApp { Settings = provider.Settings() };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a new name", 1)]
    [InlineData("the old name", 1)]
    [InlineData("a new name", 3)]
    [Threat("OA-06", "PR-08")]
    public async Task After_the_provider_has_changed_its_key_the_first_sign_in_succeeds(string name, int times)
    {
        using var before = await ContinueAsync();
        Assert.NotNull(await before.WhoAsync());

        for (var i = 0; i < times; i++)
        {
            provider.ChangeKey(keepsName: name == "the old name");
            using var after = await ContinueAsync();
            Assert.NotNull(await after.WhoAsync());
        }
    }

    [Fact]
    [Threat("PR-08")]
    public async Task The_old_key_is_not_accepted_any_more()
    {
        await using var old = new FakeProvider();
        provider.UseKeyOf(old);
        using var before = await ContinueAsync();
        Assert.NotNull(await before.WhoAsync());

        provider.ChangeKey();
        using var after = await ContinueAsync();
        Assert.NotNull(await after.WhoAsync());
        provider.SignAs(old);
        using var late = await ContinueAsync();

        Assert.Null(await late.WhoAsync());
    }

    [Fact]
    [Threat("PR-08")]
    public async Task Tokens_with_unknown_keys_do_not_make_the_app_hammer_the_provider()
    {
        using var before = await ContinueAsync();
        await using var other = new FakeProvider();
        provider.SignAs(other);
        var asked = provider.KeysAsked;

        for (var i = 0; i < 12; i++)
        {
            provider.BendHeader = header => header["kid"] = $"unknown {i}";
            using var refused = await ContinueAsync();
            Assert.Null(await refused.WhoAsync());
        }

        Assert.InRange(provider.KeysAsked - asked, 1, 5);
    }

    [Fact]
    [Threat("PR-08")]
    public async Task A_provider_that_hangs_does_not_make_people_wait_for_one_another()
    {
        provider.DiscoveryFault = new Hanging();
        var browsers = Enumerable.Range(0, 6).Select(_ => app.Browser(followRedirects: false)).ToList();
        await Task.WhenAll(browsers.Select(browser => browser.GetAsync("/sign-in", Cancel)));
        var clock = TimeProvider.System.GetTimestamp();

        var answers = await Task.WhenAll(browsers.Select(browser => browser.PostFormAsync(
            "/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Fake", ["returnUrl"] = "/me" })));

        Assert.All(answers, answer => Assert.Contains("failure=ProviderUnavailable", answer.Headers.Location!.OriginalString, StringComparison.Ordinal));
        Assert.InRange(TimeProvider.System.GetElapsedTime(clock), TimeSpan.Zero, TimeSpan.FromSeconds(9)); // five, and what a busy machine adds
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    [Threat("PR-08")]
    public async Task An_old_document_is_used_while_the_next_one_is_fetched_and_when_it_cannot_be()
    {
        var clock = new FakeTimeProvider();
        using var client = new HttpClient();
        var oidc = new OpenIdConnectOptions { Authority = provider.Issuer, MetadataAddress = $"{provider.Issuer}/.well-known/openid-configuration", Backchannel = client, RequireHttpsMetadata = false };
        var discovery = new ProviderDiscovery("Fake", oidc, clock, NullLogger<ProviderDiscovery>.Instance);
        var first = await discovery.GetConfigurationAsync(Cancel);

        clock.Advance(TimeSpan.FromHours(11));
        Assert.Same(first, await discovery.GetConfigurationAsync(Cancel));
        Assert.Equal(1, provider.KeysAsked);
        provider.DiscoveryFault = Results.StatusCode(500);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Same(first, await discovery.GetConfigurationAsync(Cancel));
        discovery.RequestRefresh();
        Assert.Same(first, await discovery.GetConfigurationAsync(Cancel));
        provider.DiscoveryFault = null;

        var next = await Eventually.SeeAsync(() => discovery.GetConfigurationAsync(Cancel), known => known != first, "the next document");

        Assert.Equal(provider.Issuer, next.Issuer);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await provider.DisposeAsync();
    }

    private async Task<HttpClient> ContinueAsync()
    {
        var browser = app.Browser();
        using var end = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Fake", ["returnUrl"] = "/me" });

        return browser;
    }

    private sealed class Hanging : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext) =>
            await Task.Delay(Timeout.Infinite, httpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
