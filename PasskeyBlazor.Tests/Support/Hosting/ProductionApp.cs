using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The app as it is deployed: in Production and over https, at <c>https://example.org/</c>.</summary>
public sealed class ProductionApp : WebApplicationFactory<Program>
{
    public ProductionApp() => ClientOptions.BaseAddress = new Uri("https://example.org/");

    public TestDatabase Database { get; } = new();

    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>A client with its own cookies.</summary>
    public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = ClientOptions.BaseAddress, AllowAutoRedirect = false });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("Passkeys:ServerDomain", "example.org");
        builder.UseSetting("Passkeys:ServerName", "Example");
        builder.UseSetting("Passkeys:Origins:0", "https://example.org");
        builder.UseSetting("https_port", "443");
        foreach (var (key, value) in Database.Settings.Concat(RateLimitSettings.OutOfTheWay).Concat(Settings))
        {
            builder.UseSetting(key, value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Database.Dispose();
        }
    }
}
