namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// The app at one https origin, once with that host as its RP ID and once with the parent domain. It listens
/// at localhost, but the origin that an authenticator signs counts. Ada and Mallory are signed in at both.
/// </summary>
public sealed class WebSites : IAsyncLifetime
{
    public const string OwnHost = "app.example.org";

    public const string HostAbove = "example.org";

    private readonly Dictionary<string, WebSite> sites = new[] { OwnHost, HostAbove }.ToDictionary(rpId => rpId, rpId => new WebSite(rpId));

    /// <summary>The site with this RP ID.</summary>
    public WebSite this[string rpId] => sites[rpId];

    public async ValueTask InitializeAsync()
    {
        foreach (var site in sites.Values)
        {
            await site.Ada.SignInAsync("ada");
            await site.Mallory.SignInAsync("mallory");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in sites.Values)
        {
            await site.DisposeAsync();
        }
    }
}

/// <summary>The app with one RP ID, and the browsers of two people there.</summary>
public sealed class WebSite : IAsyncDisposable
{
    public const string Origin = "https://app.example.org";

    public WebSite(string rpId)
    {
        App = new TestApp
        {
            Settings = new()
            {
                ["Passkeys:ServerDomain"] = rpId,
                ["Passkeys:ServerName"] = "Example",
                ["Passkeys:Origins:0"] = Origin,
                ["Sessions:ReauthenticationAge"] = "01:00:00", // people sign in once for many tests
            },
        };
        Ada = App.Browser(followRedirects: false);
        Mallory = App.Browser(followRedirects: false);
    }

    public TestApp App { get; }

    public HttpClient Ada { get; }

    public HttpClient Mallory { get; }

    public async ValueTask DisposeAsync()
    {
        Ada.Dispose();
        Mallory.Dispose();
        await App.DisposeAsync();
    }
}
