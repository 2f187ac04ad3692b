using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>
/// Ada has an open page that has not yet drawn its circuit's last update. A stranger who learned the circuit's secret sends it
/// over another connection, as her page does after its connection broke.
/// </summary>
public sealed class CircuitOwnersTests : IAsyncDisposable
{
    private const string Draw = "JS.RenderBatch";

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly LineWatch watch = new();
    private readonly CookieContainer cookies = new();
    private readonly TestApp app;
    private readonly HttpClient browser;

    public CircuitOwnersTests()
    {
        app = new TestApp { Clock = clock, StandIns = services => services.AddScoped<CircuitHandler>(_ => watch) };
        browser = app.Browser(cookies: cookies);
    }

    [Fact]
    public async Task The_same_session_reconnects_and_receives_the_pending_updates()
    {
        var (page, secret) = await OpenAsync();
        await BreakAsync(page);

        await using var again = await BarePage.OpenAsync(app, cookies);

        Assert.Equal(true, await again.CallAsync("ConnectCircuit", secret));
        await again.IsCalledAsync(Draw);
        Assert.Empty(Refusals);
    }

    [Theory]
    [Threat("HO-14")]
    [InlineData("grace", true)]
    [InlineData("grace", false)]
    [InlineData("ada", true)]
    [InlineData("ada", false)]
    public async Task Another_session_cannot_connect_and_learns_nothing_and_takes_nothing(string account, bool isBroken)
    {
        var (page, secret) = await OpenAsync();
        if (isBroken)
        {
            await BreakAsync(page);
        }

        await using var stranger = await BarePage.OpenAsync(app, await CookiesOfAsync(account));
        var answer = await stranger.CallAsync("ConnectCircuit", secret);
        await using var again = await BarePage.OpenAsync(app, cookies);
        Assert.Equal(true, await again.CallAsync("ConnectCircuit", secret));
        await again.IsCalledAsync(Draw); // the circuit sends in order: by now it would have sent to the stranger
        await stranger.CallAsync("ConnectCircuit", "");

        Assert.Equal(false, answer);
        Assert.Empty(stranger.Called);
        var line = Assert.Single(Refusals);
        Assert.StartsWith("Warning ", line);
        Assert.DoesNotContain(app.Log, said => said.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    [Threat("HO-13", "HO-14")]
    public async Task After_a_sign_out_no_circuit_can_be_reached()
    {
        var (page, _) = await OpenAsync();
        await BreakAsync(page);
        using var signedOut = await browser.PostFormAsync("/", "/session/end");

        await Assert.ThrowsAsync<WebSocketException>(() => BarePage.OpenAsync(app, cookies));
    }

    [Fact]
    [Threat("HO-13", "HO-14")]
    public async Task A_circuit_ends_with_its_session_even_in_the_same_browser()
    {
        var (page, secret) = await OpenAsync();
        await BreakAsync(page);
        await ReauthenticateAsync(); // this gives the session a new id

        await using var again = await BarePage.OpenAsync(app, cookies);

        Assert.Equal(false, await again.CallAsync("ConnectCircuit", secret));
        Assert.Single(Refusals);
    }

    [Theory]
    [Threat("HO-14")]
    [InlineData("connectcircuit")]
    [InlineData("CONNECTCIRCUIT")]
    public async Task The_letter_case_of_a_call_s_name_does_not_matter(string name)
    {
        var (_, secret) = await OpenAsync();

        await using var stranger = await BarePage.OpenAsync(app, await CookiesOfAsync("grace"));

        Assert.Equal(false, await stranger.CallAsync(name, secret));
        Assert.Empty(stranger.Called);
        Assert.Single(Refusals);
    }

    [Fact]
    [Threat("HO-14")]
    public async Task A_guessed_secret_leads_to_no_circuit()
    {
        var (_, secret) = await OpenAsync();

        await using var again = await BarePage.OpenAsync(app, cookies);

        Assert.Equal(false, await again.CallAsync("ConnectCircuit", $"{secret[..^4]}AAAA"));
        Assert.Empty(Refusals);
    }

    [Fact]
    [Threat("HO-14")]
    public async Task A_stranger_cannot_resume_a_paused_circuit_from_its_saved_state()
    {
        var (page, secret) = await OpenAsync();
        Assert.Equal(true, await page.CallAsync("PauseCircuit"));
        var left = await page.IsCalledAsync("JS.SavePersistedState");

        await using var stranger = await BarePage.OpenAsync(app, await CookiesOfAsync("grace"));
        var address = app.Address.AbsoluteUri;

        Assert.Null(await stranger.CallAsync("ResumeCircuit", secret, address, address, (string)left[1]!, (string)left[2]!));
    }

    [Fact]
    public async Task A_connection_has_one_circuit()
    {
        var (_, hers) = await OpenAsync();
        await using var other = await BarePage.OpenAsync(app, cookies);
        await other.StartAsync(browser, "/passkeys");

        Assert.Equal(false, await other.CallAsync("ConnectCircuit", hers));
    }

    [Fact]
    public async Task The_app_forgets_a_circuit_s_owner_when_the_circuit_ends()
    {
        var (page, secret) = await OpenAsync();
        await BreakAsync(page);
        var circuits = app.Services.GetRequiredService<IOptions<CircuitOptions>>().Value;
        clock.Advance(circuits.DisconnectedCircuitRetentionPeriod); // the framework has its own clock, so the circuit still exists

        await using var again = await BarePage.OpenAsync(app, cookies);

        Assert.Equal(false, await again.CallAsync("ConnectCircuit", secret));
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    private IEnumerable<string> Refusals => app.Log.Where(line => line.Contains("CircuitOwners", StringComparison.Ordinal));

    private async Task<(BarePage Page, string Secret)> OpenAsync()
    {
        await browser.SignInAsync();
        var page = await BarePage.OpenAsync(app, cookies);
        var secret = await page.StartAsync(browser, "/passkeys");
        await page.IsCalledAsync(Draw);

        return (page, secret);
    }

    private async Task BreakAsync(BarePage page)
    {
        await page.DisposeAsync();
        await watch.IsDown;
    }

    private async Task<CookieContainer> CookiesOfAsync(string account)
    {
        var theirs = new CookieContainer();
        using var elsewhere = app.Browser(cookies: theirs);
        await elsewhere.SignInAsync(account);

        return theirs;
    }

    private async Task ReauthenticateAsync()
    {
        using var authenticator = app.Authenticator();
        var before = (await browser.WhoAsync())!;
        await app.AddPasskeyAsync(before, authenticator);
        var started = await browser.GetConfirmationOptionsAsync();
        using var end = await browser.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = authenticator.Get(started.OptionsJson),
            ["returnUrl"] = "/passkeys",
        });
        Assert.NotEqual(before.SessionId, (await browser.WhoAsync())!.SessionId);
    }
}
