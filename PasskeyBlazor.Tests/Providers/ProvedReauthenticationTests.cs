using System.Net;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary><c>Sessions:RequireProvedReauthentication</c>: what does not prove a new authentication does not count as one.</summary>
public sealed class ProvedReauthenticationTests : IAsyncDisposable
{
    private const string Proves = "Proves";
    private const string Cannot = "Cannot";

    private readonly FakeProvider provider = new();
    private readonly TestApp app;
    private readonly HttpClient browser;

    public ProvedReauthenticationTests()
    {
        Dictionary<string, string?> settings = new() { ["Sessions:RequireProvedReauthentication"] = "true" };
        app = new TestApp
        {
            Settings = settings
                .Concat(provider.Settings(Proves, ("DisplayName", Proves)))
                .Concat(provider.Settings(Cannot, ("DisplayName", Cannot), ("ProvesFreshness", "false")))
                .ToDictionary(),
        };
        browser = app.Browser(followRedirects: false);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Proves, 0, true)]
    [InlineData(Proves, -3600, false)]
    [InlineData(Proves, 3600, false)]
    [InlineData(Proves, null, false)]
    [InlineData(Cannot, 0, false)]
    [Threat("FR-04")]
    public async Task A_recent_sign_in_counts_only_where_the_answer_proves_it(string scheme, int? seconds, bool counts)
    {
        provider.Claims["auth_time"] = seconds is { } offset ? DateTimeOffset.UtcNow.ToUnixTimeSeconds() + offset : null;

        using var signedIn = await browser.SignInAtAsync(scheme);

        var who = (await browser.WhoAsync())!;
        Assert.Equal(counts, who.IsProvedFresh);
        using var confirm = await browser.GetAsync("/confirm?returnUrl=/passkeys", Cancel);
        Assert.Equal(counts ? HttpStatusCode.Redirect : HttpStatusCode.OK, confirm.StatusCode);
        using var connect = await browser.PostFormAsync("/", "/session/link/provider", new Dictionary<string, string> { ["provider"] = Proves });
        Assert.Equal(counts, connect.Headers.Location!.OriginalString.StartsWith(provider.Issuer, StringComparison.Ordinal));
    }

    [Fact]
    [Threat("FR-04")]
    public async Task A_provider_that_proves_it_confirms()
    {
        using var signedIn = await browser.SignInAtAsync(Proves);

        using var confirmed = await browser.ConfirmAtAsync(Proves);

        Assert.Equal("/passkeys", confirmed.Headers.Location!.OriginalString);
        Assert.True((await browser.WhoAsync())!.IsProvedFresh);
        using var confirm = await browser.GetAsync("/confirm?returnUrl=/passkeys", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, confirm.StatusCode);
    }

    [Fact]
    [Threat("FR-04")]
    public async Task A_provider_that_does_not_count_has_no_button_and_is_refused_and_the_page_says_what_to_do()
    {
        using var signedIn = await browser.SignInAtAsync(Cannot);

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/confirm?returnUrl=/passkeys", Cancel));
        using var posted = await browser.PostFormAsync("/", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = Cannot });

        Assert.DoesNotContain($"Continue with {Cannot}", page);
        Assert.Contains(Text.Confirm_NoProof, page);
        Assert.Contains("Ask the operator", page);
        Assert.StartsWith("/confirm?failure=NotProvedFresh", posted.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    [Threat("FR-04")]
    public async Task A_passkey_counts_for_signing_in_and_for_confirming_and_is_all_that_the_page_offers()
    {
        using var authenticator = app.Authenticator();
        provider.Claims["auth_time"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using (var first = await browser.SignInAtAsync(Proves))
        {
            await app.AddPasskeyAsync((await browser.WhoAsync())!, authenticator);
        }

        using var elsewhere = app.Browser(followRedirects: false);
        using var byPasskey = await elsewhere.SignInWithPasskeyAsync(authenticator);
        Assert.True((await elsewhere.WhoAsync())!.IsProvedFresh);
        using var isRecent = await elsewhere.GetAsync("/confirm?returnUrl=/passkeys", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, isRecent.StatusCode);
        await app.AgeSessionsAsync();
        var started = await elsewhere.BeginReauthenticationAsync();
        using var confirmed = await elsewhere.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = authenticator.Get(started.OptionsJson),
            ["returnUrl"] = "/passkeys",
        });

        Assert.Equal("/passkeys", confirmed.Headers.Location!.OriginalString);
        Assert.True((await elsewhere.WhoAsync())!.IsProvedFresh);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
        await provider.DisposeAsync();
    }
}
