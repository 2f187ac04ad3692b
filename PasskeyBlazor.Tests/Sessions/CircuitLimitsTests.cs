using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>What a client that draws no page can take from others through circuits.</summary>
public sealed class CircuitLimitsTests : IAsyncDisposable
{
    private const string Draw = "JS.RenderBatch";

    private string callsPerMinute = "1000000";
    private Action<IServiceCollection>? standIns;
    private TestApp? app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestApp App => app ??= new TestApp { Settings = { ["RateLimits:CircuitCalls"] = callsPerMinute }, StandIns = standIns };

    [Theory]
    [Threat("AB-01")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1&id=x")]
    [InlineData("GET", "/_blazor")]
    [InlineData("GET", "/_blazor?id=x&other=y")]
    [InlineData("GET", "/_blazor/initializers/")]
    [InlineData("POST", "/_blazor/disconnect/")]
    public async Task A_visitor_who_is_signed_out_reaches_no_circuit(string method, string address)
    {
        using var visitor = App.Browser(followRedirects: false);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        using var answer = await visitor.SendAsync(request, Cancel);

        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, $"{answer.StatusCode}");
    }

    [Fact]
    [Threat("AB-02")]
    public async Task A_user_with_too_many_circuits_opens_no_more_until_one_ends_and_others_do()
    {
        var (ada, cookies) = await SignInAsync("ada");
        var (grace, hers) = await SignInAsync("grace");
        var pages = new List<BarePage>();
        var secret = "";
        for (var count = 0; count < CircuitLimits.MaxPerUser; count++)
        {
            var page = await BarePage.OpenAsync(App, cookies);
            pages.Add(page);
            secret = await page.StartAsync(ada, "/passkeys");
        }

        await pages[0].DisposeAsync(); // a dropped circuit still counts
        await using var another = await BarePage.OpenAsync(App, cookies);
        await using var other = await BarePage.OpenAsync(App, hers);
        Assert.Null(await another.TryStartAsync(ada, "/passkeys"));
        Assert.NotNull(await other.TryStartAsync(grace, "/passkeys"));
        Assert.Single(App.Log, line => line.Contains($"has {CircuitLimits.MaxPerUser} circuits on this node", StringComparison.Ordinal));

        using var left = await ada.PostAsync("/_blazor/disconnect/", new FormUrlEncodedContent([KeyValuePair.Create("circuitId", secret)]), Cancel);
        await using var later = await BarePage.OpenAsync(App, cookies);
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        Assert.NotNull(await later.TryStartAsync(ada, "/passkeys"));

        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
    }

    [Fact]
    [Threat("AB-03")]
    public async Task Calls_above_the_limit_wait_and_those_of_others_do_not()
    {
        callsPerMinute = "6"; // the next one comes after ten seconds
        var (ada, cookies) = await SignInAsync("ada");
        var (_, hers) = await SignInAsync("grace");
        await using var page = await BarePage.OpenAsync(App, cookies);
        await using var tab = await BarePage.OpenAsync(App, cookies);
        await page.StartAsync(ada, "/passkeys");
        for (var count = 1; count < 6; count++)
        {
            await tab.CallAsync("ConnectCircuit", "no-secret");
        }

        var seventh = page.CallAsync("ConnectCircuit", "no-secret");
        await using var other = await BarePage.OpenAsync(App, hers);
        var answer = await other.CallAsync("ConnectCircuit", "no-secret");

        Assert.Equal(false, answer);
        Assert.False(seventh.IsCompleted);
        Assert.Equal(false, await seventh);
    }

    [Fact]
    [Threat("AB-02")]
    public async Task Connections_without_a_circuit_have_a_limit_too()
    {
        var (_, cookies) = await SignInAsync("ada");
        var pages = await Task.WhenAll(Enumerable.Range(0, 2 * CircuitLimits.MaxPerUser).Select(_ => BarePage.OpenAsync(App, cookies)));

        await using var another = await BarePage.OpenAsync(App, cookies);
        await Assert.ThrowsAnyAsync<WebSocketException>(() => another.CallAsync("ConnectCircuit", "no-secret"));
        await pages[0].DisposeAsync();
        await Eventually.SeeAsync(AnswersAsync, answers => answers, "a connection that works again");

        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }

        async Task<bool> AnswersAsync()
        {
            await using var page = await BarePage.OpenAsync(App, cookies);
            try
            {
                return await page.CallAsync("ConnectCircuit", "no-secret") is false;
            }
            catch (WebSocketException)
            {
                return false;
            }
        }
    }

    [Fact]
    [Threat("AB-02")]
    public async Task Circuits_that_start_at_once_do_not_pass_the_limit_together()
    {
        var (ada, cookies) = await SignInAsync("ada");
        var pages = await Task.WhenAll(Enumerable.Range(0, CircuitLimits.MaxPerUser + 10).Select(_ => BarePage.OpenAsync(App, cookies)));

        var started = await Task.WhenAll(pages.Select(page => page.TryStartAsync(ada, "/passkeys")));

        Assert.Equal(CircuitLimits.MaxPerUser, started.Count(secret => secret is not null));
        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
    }

    [Fact]
    [Threat("AB-04")]
    public async Task A_page_that_leaves_while_its_call_waits_is_no_error_in_the_log()
    {
        callsPerMinute = "2";
        var watch = new LineWatch();
        standIns = services => services.AddScoped<CircuitHandler>(_ => watch);
        var (ada, cookies) = await SignInAsync("ada");
        var page = await BarePage.OpenAsync(App, cookies);
        await page.StartAsync(ada, "/passkeys");
        await page.CallAsync("ConnectCircuit", "no-secret");
        await page.SendAsync("ConnectCircuit", "no-secret");

        await page.DisposeAsync();
        await watch.IsDown;

        Assert.DoesNotContain(App.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [Threat("AB-04")]
    [InlineData("\r\nfail: forged[0]\r\n      a line")]
    [InlineData("\u001b[31mred\u001b[0m")]
    [InlineData("\u202edetrever\u2028next")]
    public async Task What_a_page_says_about_its_drawing_is_one_short_line_in_the_log(string text)
    {
        var (ada, cookies) = await SignInAsync("ada");
        await using var page = await BarePage.OpenAsync(App, cookies);
        await page.StartAsync(ada, "/passkeys");
        var batch = await page.IsCalledAsync(Draw);

        await page.SendAsync("OnRenderCompleted", (int)(long)batch[0]!, text + "the end " + new string('x', 20_000));
        var said = await Eventually.SeeAsync(
            () => Task.FromResult(App.Log.Where(line => line.Contains("the end", StringComparison.Ordinal)).ToList()),
            lines => lines.Count > 0, "the circuit reports the error");

        Assert.All(said, line => Assert.DoesNotContain(new string('x', 300), line));
        Assert.All(said, line => Assert.DoesNotContain(text, line, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    private async Task<(HttpClient Browser, CookieContainer Cookies)> SignInAsync(string account)
    {
        var cookies = new CookieContainer();
        var browser = App.Browser(cookies: cookies);
        await browser.SignInAsync(account);

        return (browser, cookies);
    }
}
