using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>ID tokens that are almost right, and a provider that changes its key.</summary>
public sealed class IdTokenTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Theory]
    [Threat("OA-06")]
    [InlineData("iss", "\"https://evil.example\"")]
    [InlineData("iss", "null")]
    [InlineData("aud", "\"another-app\"")]
    [InlineData("aud", "[\"another-app\",\"third-app\"]")]
    [InlineData("aud", "null")]
    [InlineData("azp", "\"another-app\"")]
    [InlineData("exp", "1")]
    [InlineData("exp", "null")]
    [InlineData("nbf", "99999999999")]
    [InlineData("iat", "null")]
    [InlineData("nonce", "\"another\"")]
    [InlineData("nonce", "null")]
    [InlineData("nonce", "[]")]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "\" ada\"")]
    [InlineData("sub", "{}")]
    public async Task A_token_that_says_one_thing_wrong_signs_nobody_in(string claim, string value)
    {
        Provider.BendToken = token => token[claim] = JsonNode.Parse(value);

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [Threat("OA-06")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("RS512")]
    [InlineData("")]
    public async Task A_token_whose_algorithm_is_another_than_its_signature_s_signs_nobody_in(string algorithm)
    {
        Provider.Algorithm = algorithm;

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-06")]
    public async Task A_token_that_is_signed_with_the_public_key_as_if_it_were_a_secret_signs_nobody_in()
    {
        Provider.SignHmacWithPublicKey = true;

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-06")]
    public async Task A_token_of_a_megabyte_signs_nobody_in_or_is_cut_to_size()
    {
        Provider.Claims["name"] = new string('A', 1_000_000);

        using var end = await ContinueAsync("/me");

        var name = (await Browser.WhoAsync())?.Name;
        Assert.True(name is null or { Length: 100 }, end.Headers.Location?.OriginalString);
    }

    [Fact]
    [Threat("OA-06")]
    public async Task After_the_provider_has_changed_its_key_the_next_try_signs_in()
    {
        await using var own = new TestApp { Settings = Provider.Settings() }; // the handler fetches new keys at once only the first time
        using var before = own.Browser(followRedirects: false);
        using var arrived = await ContinueAsync(browser: before);
        Assert.NotNull(await before.WhoAsync());
        using var after = own.Browser(followRedirects: false);

        Provider.ChangeKey();
        using var refused = await ContinueAsync(browser: after);
        Assert.Contains("failure=ProviderFailed", refused.Headers.Location!.OriginalString);
        await Provider.KeyIsFetchedAsync();
        for (var tries = 0; tries < 10 && await after.WhoAsync() is null; tries++) // it may still be reading the answer
        {
            using var next = await ContinueAsync(browser: after);
        }

        Assert.NotNull(await after.WhoAsync());
    }
}
