using System.Net;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>
/// An attacker begins a sign-in, plants its cookies in the victim's browser from a sibling domain, and lets the victim open the answer.
/// The browser's own secret cannot be planted there: outside Development its name begins with <c>__Host-</c>.
/// </summary>
public sealed class BrowserBindingTests : IClassFixture<EveryProviderApp>, IDisposable
{
    private readonly EveryProviderApp shared;
    private readonly CookieContainer attackerJar = new();
    private readonly CookieContainer victimJar = new();
    private readonly HttpClient attacker;
    private readonly HttpClient victim;

    public BrowserBindingTests(EveryProviderApp shared)
    {
        this.shared = shared;
        shared.Provider.Name(Guid.NewGuid().ToString("N"));
        shared.LookAlikes.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");
        attacker = shared.App.Browser(followRedirects: false, attackerJar);
        victim = shared.App.Browser(followRedirects: false, victimJar);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Acme", "has none")]
    [InlineData("Acme", "has its own")]
    [InlineData("Acme", "has an empty one")]
    [InlineData("GitHub", "has none")]
    [InlineData("GitHub", "has its own")]
    [InlineData("GitHub", "has an empty one")]
    [Threat("PR-04")]
    public async Task An_answer_whose_cookies_were_planted_does_not_sign_in(string provider, string secret)
    {
        using var begun = await BeginAsync(attacker, provider);
        using var sent = await attacker.GetAsync(begun.Headers.Location, Cancel);
        Plant("passkeyblazor-correlation.");
        Plant("passkeyblazor-nonce.");
        Plant("passkeyblazor-way-back");
        await PrepareAsync(secret);
        var before = await shared.App.KeptRowsAsync();

        using var answered = await victim.GetAsync(sent.Headers.Location, Cancel);
        using var end = await victim.GetAsync(answered.Headers.Location, Cancel);

        await IsRefusedAsync(end, before);
    }

    [Theory]
    [InlineData("Acme")]
    [InlineData("GitHub")]
    [Threat("PR-04")]
    public async Task An_answer_that_the_handler_has_accepted_is_of_its_browser_too(string provider)
    {
        using var begun = await BeginAsync(attacker, provider);
        using var sent = await attacker.GetAsync(begun.Headers.Location, Cancel);
        using var answered = await attacker.GetAsync(sent.Headers.Location, Cancel);
        Plant(Cookies.External);
        await PrepareAsync("has its own");
        var before = await shared.App.KeptRowsAsync();

        using var end = await victim.GetAsync(answered.Headers.Location, Cancel);

        await IsRefusedAsync(end, before);
    }

    [Theory]
    [InlineData("/session/confirm/provider")]
    [InlineData("/session/link/provider")]
    [InlineData("/session/provider")]
    [Threat("PR-04")]
    public async Task For_a_signed_in_person_nothing_changes_whatever_the_answer_was_asked_for(string asked)
    {
        await attacker.SignInAsync("mallory");
        using var begun = await attacker.PostFormAsync("/", asked, new Dictionary<string, string> { ["provider"] = "Acme", ["returnUrl"] = "/" });
        using var sent = await attacker.GetAsync(begun.Headers.Location, Cancel);
        var ada = await victim.SignInAsync();
        Plant("passkeyblazor-correlation.");
        Plant("passkeyblazor-nonce.");
        var before = await shared.App.KeptRowsAsync();

        using var answered = await victim.GetAsync(sent.Headers.Location, Cancel);
        using var end = await victim.GetAsync(answered.Headers.Location, Cancel);

        Assert.Contains("failure=ChallengeExpired", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(ada.SessionId, (await victim.WhoAsync())!.SessionId);
        Assert.Equal(before, await shared.App.KeptRowsAsync());
    }

    public void Dispose()
    {
        attacker.Dispose();
        victim.Dispose();
    }

    private static Task<HttpResponseMessage> BeginAsync(HttpClient browser, string provider) =>
        browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = provider, ["returnUrl"] = "/me" });

    private void Plant(string prefix)
    {
        foreach (var cookie in attackerJar.GetAllCookies().Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            victimJar.Add(shared.App.Address, new Cookie(cookie.Name, cookie.Value));
        }
    }

    private async Task PrepareAsync(string secret)
    {
        if (secret == "has its own")
        {
            using var page = await victim.GetAsync("/sign-in", Cancel);
        }
        else if (secret == "has an empty one")
        {
            victimJar.Add(shared.App.Address, new Cookie(Cookies.Browser, ""));
        }
    }

    private async Task IsRefusedAsync(HttpResponseMessage end, IReadOnlyList<string> before)
    {
        Assert.StartsWith("/sign-in?failure=ChallengeExpired&returnUrl=", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Null(await victim.WhoAsync());
        Assert.False(victimJar.Holds(shared.App.Address, Cookies.External));
        Assert.Equal(before, await shared.App.KeptRowsAsync());
        Assert.Contains(shared.App.Log, line => line.Contains("asked for in another browser", StringComparison.Ordinal));
        Assert.Contains(Text.Failure_ChallengeExpired, WebUtility.HtmlDecode(await victim.GetStringAsync(end.Headers.Location, Cancel)), StringComparison.Ordinal);
    }
}
