using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>
/// A test of the way back from a provider, for a person who signs in, confirms or connects an account. Acme speaks OpenID Connect, GitHub
/// speaks OAuth only.
/// </summary>
public abstract class WayBackTest : IDisposable
{
    protected const string Wanted = "/me?a=1";

    private readonly CookieContainer jar = new();

    protected WayBackTest(EveryProviderApp shared)
    {
        Shared = shared;
        shared.Provider.Name(Guid.NewGuid().ToString("N"));
        shared.LookAlikes.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");
        Browser = shared.App.Browser(followRedirects: false, jar);
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected EveryProviderApp Shared { get; }

    protected HttpClient Browser { get; }

    public void Dispose()
    {
        Browser.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Presses the button of the provider.</summary>
    protected async Task<HttpResponseMessage> BeginAsync(string provider, string purpose)
    {
        var fields = new Dictionary<string, string> { ["provider"] = provider, ["returnUrl"] = Wanted };
        if (purpose == "sign in")
        {
            return await Browser.PostFormAsync("/sign-in", "/session/provider", fields);
        }

        await Browser.SignInAsync();
        fields["reason"] = "Delete";

        return await Browser.PostFormAsync("/", purpose == "confirm" ? "/session/confirm/provider" : "/session/link/provider", fields);
    }

    /// <summary>Begins, and returns the address to which the provider sends the browser back, without opening it.</summary>
    protected async Task<Uri> AnswerAsync(string provider, string purpose)
    {
        using var begun = await BeginAsync(provider, purpose);
        using var sent = await Browser.GetAsync(begun.Headers.Location, Cancel);

        return sent.Headers.Location!;
    }

    protected void IsWayBack(HttpResponseMessage end, string purpose, string failure)
    {
        var address = new Uri(Shared.App.Address, end.Headers.Location!);
        var query = QueryHelpers.ParseQuery(address.Query);

        Assert.Equal(purpose switch { "sign in" => "/sign-in", "confirm" => "/confirm", _ => "/accounts" }, address.AbsolutePath);
        Assert.Equal(failure, query["failure"]);
        Assert.Equal(purpose == "connect" ? StringValues.Empty : Wanted, query.GetValueOrDefault("returnUrl"));
        Assert.Equal(purpose == "confirm" ? "Delete" : StringValues.Empty, query.GetValueOrDefault("reason"));
    }

    protected async Task<string> PageAsync(HttpResponseMessage end)
    {
        using var page = await Browser.GetAsync(end.Headers.Location, Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Deletes the browser's cookies whose names begin with this text.</summary>
    protected void Forget(string prefix)
    {
        foreach (var cookie in jar.GetAllCookies().Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            cookie.Expired = true;
        }
    }

    protected static Uri With(Uri address, string name, string? value)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        query.Remove(name);
        if (value is not null)
        {
            query[name] = value;
        }

        return new Uri(QueryHelpers.AddQueryString(address.GetLeftPart(UriPartial.Path), query));
    }
}
