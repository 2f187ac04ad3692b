using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>The log names what is wrong with a provider's discovery document, and the key that helps.</summary>
public sealed class DiscoveryCheckTests : IAsyncDisposable
{
    private const string Key = "Authentication:Oidc:Fake:Issuer";

    private readonly FakeProvider provider = new();
    private TestApp? app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://tenant.b2clogin.example/0b7c2a6e/v2.0/")]
    [InlineData("https://keycloak.example/realms/one")]
    [InlineData("")]
    [Threat("PR-06")]
    public async Task An_issuer_that_differs_from_the_authority_is_one_line_that_names_the_key(string issuer)
    {
        provider.IssuerTemplate = issuer;
        await VisitAsync();

        var line = await LineAsync("names the issuer");
        await ContinueAsync();

        Assert.Contains(Key, line, StringComparison.Ordinal);
        Assert.Contains(issuer, line, StringComparison.Ordinal);
        Assert.Single(Lines("names the issuer"));
    }

    [Fact]
    [Threat("PR-06")]
    public async Task A_token_of_another_issuer_than_discovery_names_is_one_line_that_names_the_key()
    {
        provider.BendToken = token => token["iss"] = "https://public.example/realms/one";
        await VisitAsync();

        await ContinueAsync();

        Assert.Single(Lines("Reference"), line => line.Contains(Key, StringComparison.Ordinal) && line.Contains("https://public.example/realms/one", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [Threat("PR-06")]
    public async Task The_key_accepts_exactly_that_issuer(bool inToken, bool inDiscovery)
    {
        const string Other = "https://public.example/realms/one";
        provider.BendToken = token => token["iss"] = inToken ? Other : provider.Issuer;
        provider.IssuerTemplate = inDiscovery ? Other : null;
        await VisitAsync(("Issuer", Other));

        using var browser = await ContinueAsync();

        Assert.NotNull(await browser.WhoAsync());
        Assert.Equal(inDiscovery ? 0 : 1, Lines("names the issuer").Count);
    }

    [Theory]
    [InlineData("https://public.example/realms/one/")]
    [InlineData("https://public.example/realms/ONE")]
    [InlineData("https://public.example/realms/two")]
    [InlineData(null)]
    [Threat("PR-06")]
    public async Task With_the_key_no_other_issuer_is_accepted_not_even_the_authority(string? issuer)
    {
        provider.BendToken = token => token["iss"] = issuer ?? provider.Issuer;
        await VisitAsync(("Issuer", "https://public.example/realms/one"));

        using var browser = await ContinueAsync();

        Assert.Null(await browser.WhoAsync());
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("keys")]
    [Threat("PR-06")]
    public async Task A_provider_that_gives_no_discovery_document_is_one_line(string fault)
    {
        var answer = fault == "html" ? Results.Content("<html></html>", "text/html") : Results.StatusCode(500);
        (provider.DiscoveryFault, provider.KeysFault) = fault == "keys" ? (null, answer) : (answer, (IResult?)null);
        await VisitAsync();

        await LineAsync("Fake cannot be used at the moment");

        Assert.Single(Lines("Fake cannot be used at the moment"));
        Assert.Empty(Lines("Development cannot be used"));
    }

    [Theory]
    [InlineData("EdDSA")]
    [InlineData("Ed25519")]
    [InlineData("HS256")]
    [InlineData("none")]
    [Threat("PR-07")]
    public async Task An_algorithm_that_cannot_be_verified_is_one_line(string algorithm)
    {
        provider.Algorithms = new JsonArray(algorithm);
        provider.BendHeader = header => header["alg"] = algorithm;
        await VisitAsync();

        var line = await LineAsync("cannot verify");
        var before = Lines("cannot verify").Count;
        using var browser = await ContinueAsync();

        Assert.Contains($"only with {algorithm}", line, StringComparison.Ordinal);
        Assert.Equal(1, before);
        Assert.Single(Lines("Reference"), refused => refused.Contains($"signed with \"{algorithm}\", which this app cannot verify", StringComparison.Ordinal));
        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    [Threat("PR-07")]
    public async Task An_encrypted_ID_token_is_one_line_that_says_so()
    {
        provider.IdToken = FakeProvider.EncryptedToken;
        await VisitAsync();

        using var browser = await ContinueAsync();

        Assert.Contains("The ID token is encrypted, which this app does not support. Switch that off at the provider.", Assert.Single(Lines("Reference")), StringComparison.Ordinal);
        Assert.Null(await browser.WhoAsync());
    }

    [Fact]
    [Threat("PR-07")]
    public async Task A_provider_that_can_also_sign_with_other_algorithms_is_no_line()
    {
        provider.Algorithms = new JsonArray("EdDSA", "RS256");
        await VisitAsync();

        using var browser = await ContinueAsync();

        Assert.NotNull(await browser.WhoAsync());
        Assert.Empty(Lines("cannot verify"));
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        await provider.DisposeAsync();
    }

    /// <summary>Starts the app and sends the first request.</summary>
    private async Task VisitAsync(params (string Key, string Value)[] differing)
    {
        app = new TestApp { Settings = provider.Settings("Fake", differing) };
        using var browser = app.Browser();
        using var page = await browser.GetAsync("/policy", Cancel);
    }

    private async Task<HttpClient> ContinueAsync()
    {
        var browser = app!.Browser();
        using var end = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Fake", ["returnUrl"] = "/me" });

        return browser;
    }

    private List<string> Lines(string text) =>
        [.. app!.Log.Where(line => line.StartsWith("Warning PasskeyBlazor", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal))];

    private async Task<string> LineAsync(string text) =>
        (await Eventually.SeeAsync(() => Task.FromResult(Lines(text)), lines => lines.Count > 0, text))[0];
}
