using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Tests of the provider's discovery document. An app reads it once, so each test has its own app.</summary>
public sealed class ProviderDiscoveryTests() : ProviderTest(new ProviderApp()), IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("hung")]
    [InlineData("empty")]
    [Threat("OA-14")]
    public async Task A_provider_whose_discovery_fails_cannot_be_reached_just_now(string fault)
    {
        Provider.DiscoveryFault = FaultOf(fault);

        using var refused = await BeginAsync();

        await PageOfAsync(refused, "ProviderUnavailable");
        Assert.Single(References.In(refused.Headers.Location!.OriginalString));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("hung")]
    [InlineData("grant")]
    [InlineData("empty")]
    [Threat("OA-14")]
    public async Task A_provider_whose_pushed_authorization_fails_cannot_be_reached_just_now(string fault)
    {
        Provider.ParFault = FaultOf(fault);

        using var refused = await BeginAsync();

        await PageOfAsync(refused, "ProviderUnavailable");
    }

    [Theory]
    [InlineData("500", null)]
    [InlineData("empty", null)]
    [InlineData(null, "500")]
    [InlineData(null, "empty")]
    [Threat("OA-14")]
    public async Task The_app_runs_while_a_provider_is_down_and_uses_it_when_it_is_back(string? discovery, string? keys)
    {
        Provider.DiscoveryFault = discovery is null ? null : FaultOf(discovery);
        Provider.KeysFault = keys is null ? null : FaultOf(keys);
        using var refused = await BeginAsync();
        Provider.DiscoveryFault = Provider.KeysFault = null;

        using var end = await ContinueAsync();

        Assert.Contains("failure=ProviderUnavailable", refused.Headers.Location!.OriginalString);
        Assert.NotNull(await Browser.WhoAsync());
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("hung")]
    [InlineData("empty")]
    [Threat("OA-14")]
    public async Task A_provider_whose_keys_cannot_be_had_cannot_be_reached_just_now(string fault)
    {
        Provider.KeysFault = FaultOf(fault);

        using var refused = await BeginAsync();

        await PageOfAsync(refused, "ProviderUnavailable");
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "https://evil.example")]
    [InlineData(false, "https://evil.example")]
    [Threat("OA-05")]
    public async Task An_answer_that_may_be_of_another_provider_is_refused(bool promises, string? issuer)
    {
        Provider.PromisesIssuer = promises;
        Provider.BendAnswer = answer => answer["iss"] = issuer;

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    public async Task A_provider_that_sends_the_issuer_it_promised_signs_in()
    {
        Provider.PromisesIssuer = true;

        using var end = await ContinueAsync();

        Assert.NotNull(await Browser.WhoAsync());
    }
}
