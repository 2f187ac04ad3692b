using System.Net;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>Addresses for browsers and password managers. Their content comes from the configuration, never the request.</summary>
public sealed class WellKnownAddressesTests
{
    private const string AndroidApp = "android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("WA-10")]
    public async Task Password_managers_find_the_pages_of_passkeys_at_the_first_configured_origin()
    {
        await using var app = new ProductionApp { Settings = { ["Passkeys:Origins:1"] = "https://www.example.org" } };
        using var browser = app.Browser();
        browser.DefaultRequestHeaders.Host = "www.example.org"; // the content comes from the configuration

        using var answer = await browser.GetAsync("/.well-known/passkey-endpoints", Cancel);

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.Public);
        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.CacheControl.MaxAge);
        Assert.Empty(answer.SetCookies());
        Assert.Equal(
            """{"enroll":"https://example.org/passkeys/add","manage":"https://example.org/passkeys"}""",
            await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    [Threat("WA-10")]
    public async Task A_single_configured_origin_lists_no_related_origins()
    {
        await using var app = new ProductionApp();
        using var browser = app.Browser();

        using var answer = await browser.GetAsync("/.well-known/webauthn", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    [Threat("WA-10")]
    public async Task The_related_origins_are_exactly_the_pages_whose_answers_are_accepted()
    {
        await using var app = new ProductionApp { Settings = { ["Passkeys:Origins:1"] = "https://example.com", ["Passkeys:Origins:2"] = AndroidApp } };
        using var browser = app.Browser();

        using var answer = await browser.GetAsync("/.well-known/webauthn", Cancel);

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        var origins = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["origins"]!.AsArray();
        Assert.Equal(["https://example.org", "https://example.com"], origins.Select(o => (string)o!));
    }

    [Fact]
    public async Task In_Development_without_any_origin_it_is_the_bound_address()
    {
        await using var app = new TestApp();
        using var browser = app.Browser();

        var pages = JsonNode.Parse(await browser.GetStringAsync("/.well-known/passkey-endpoints", Cancel))!;

        Assert.Equal(new Uri(app.Address, "/passkeys").AbsoluteUri, (string)pages["manage"]!);
    }
}
