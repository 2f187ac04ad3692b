using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A test with its own person and browser. Its provider does everything right until the test changes it.</summary>
public abstract class ProviderTest : IDisposable
{
    private readonly CookieContainer jar = new();

    protected ProviderTest(ProviderApp shared)
    {
        Provider = shared.Provider;
        App = shared.App;
        Provider.Name(Subject);
        Browser = App.Browser(followRedirects: false, jar);
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Subject { get; } = Guid.NewGuid().ToString("N");

    protected FakeProvider Provider { get; }

    protected TestApp App { get; }

    protected HttpClient Browser { get; }

    public void Dispose()
    {
        Browser.Dispose();
        GC.SuppressFinalize(this);
    }

    protected bool Holds(string cookie) => jar.Holds(App.Address, cookie);

    /// <summary>Deletes the browser's cookies whose names begin with this text.</summary>
    protected void Forget(string prefix)
    {
        foreach (var cookie in jar.GetAllCookies().Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            cookie.Expired = true;
        }
    }

    /// <summary>Another browser with a copy of all cookies.</summary>
    protected HttpClient Thief()
    {
        var copy = new CookieContainer();
        copy.Add(jar.GetAllCookies()); // also those of a started provider sign-in, which are for one address only

        return App.Browser(followRedirects: false, copy);
    }

    /// <summary>The answer of a faulty provider.</summary>
    protected static IResult FaultOf(string name) => name switch
    {
        "500" => Results.StatusCode(500),
        "html" => Results.Content("<html><script>alert(1)</script></html>", "text/html"),
        "grant" => Results.Json(new { error = "invalid_grant", error_description = "planted words" }, statusCode: 400),
        "empty" => Results.Content("{}", "application/json"),
        _ => new Hung(),
    };

    protected Task<HttpResponseMessage> BeginAsync(HttpClient? browser = null, string scheme = "Fake", string returnUrl = "/") =>
        (browser ?? Browser).PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = scheme, ["returnUrl"] = returnUrl });

    /// <summary>From the button to the last redirect, which leads into the app again.</summary>
    protected async Task<HttpResponseMessage> ContinueAsync(string returnUrl = "/", HttpClient? browser = null)
    {
        browser ??= Browser;
        var answer = await BeginAsync(browser, returnUrl: returnUrl);
        for (var step = 0; step < 3 && answer.Headers.Location is { } next; step++) // to the provider, back, and to the callback
        {
            answer.Dispose();
            answer = await browser.GetAsync(next, Cancel);
        }

        return answer;
    }

    /// <summary>Begins a sign-in and returns the address that the provider sends the browser back to, without opening it.</summary>
    protected async Task<Uri> AnswerAsync(HttpClient? browser = null)
    {
        using var begun = await BeginAsync(browser);
        using var answered = await (browser ?? Browser).GetAsync(begun.Headers.Location, Cancel);

        return answered.Headers.Location!;
    }

    /// <summary>Checks that the sign-in failed, nothing is stored, and the sign-in page says why.</summary>
    protected async Task<string> IsRefusedAsync(string failure)
    {
        var before = await App.KeptRowsAsync();
        using var end = await ContinueAsync("/me");

        return await IsRefusedAsync(end, failure, before);
    }

    /// <summary>The same for an answer that the test has sent itself.</summary>
    protected async Task<string> IsRefusedAsync(Uri answer, string failure)
    {
        var before = await App.KeptRowsAsync();
        using var arrived = await Browser.GetAsync(answer, Cancel);
        using var end = await Browser.GetAsync(arrived.Headers.Location, Cancel);

        return await IsRefusedAsync(end, failure, before);
    }

    private async Task<string> IsRefusedAsync(HttpResponseMessage end, string failure, IReadOnlyList<string> before)
    {
        var page = await PageOfAsync(end, failure);

        Assert.Null(await Browser.WhoAsync());
        Assert.False(Holds(Cookies.Session));
        Assert.False(Holds(Cookies.External));
        Assert.Equal(before, await App.KeptRowsAsync());
        NothingSecretIsLogged();

        return page;
    }

    private void NothingSecretIsLogged()
    {
        var asked = Provider.Asked;
        string?[] secrets = [FakeProvider.ClientSecret, asked?["state"], asked?["nonce"], Provider.LastVerifier, Provider.LastIdToken, .. Provider.Codes];
        foreach (var secret in secrets.Where(s => s?.Length > 16))
        {
            Assert.DoesNotContain(App.Log, line => line.Contains(secret!, StringComparison.Ordinal));
        }
    }

    protected async Task<string> PageOfAsync(HttpResponseMessage end, string failure)
    {
        Assert.Equal(HttpStatusCode.Redirect, end.StatusCode);
        var address = new Uri(App.Address, end.Headers.Location!);
        Assert.Equal("/sign-in", address.AbsolutePath);
        Assert.Equal(failure, QueryHelpers.ParseQuery(address.Query)["failure"]);

        using var answer = await Browser.GetAsync(address, Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(failure == "ProviderCancelled" ? 0 : 1, References.In(address.Query).Count);
        foreach (var reference in References.In(address.Query))
        {
            Assert.Contains(reference, page);
            Assert.Contains(App.Log, line => line.Contains(reference, StringComparison.Ordinal));
        }

        return page;
    }

    /// <summary>Does not answer until the other side has given up.</summary>
    private sealed class Hung : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await Task.Delay(Timeout.Infinite, httpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
