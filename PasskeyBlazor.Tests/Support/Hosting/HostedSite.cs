using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The app outside Development on Kestrel, for two origins, behind a proxy on this machine.</summary>
public sealed class HostedSite : IAsyncDisposable
{
    public HostedSite()
        : this(standIns: null)
    {
    }

    /// <param name="standIns">Replaces services for a test.</param>
    internal HostedSite(Action<IServiceCollection>? standIns) => App = MakeApp(standIns);

    public TestApp App { get; }

    public FakeTimeProvider Clock => App.Clock!;

    /// <summary>Sends a request with these headers.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? host = null, bool https = true, HttpContent? content = null, string? origin = null)
    {
        using var browser = App.Browser(followRedirects: false);
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Host = host;
        if (https)
        {
            request.Headers.Add("X-Forwarded-Proto", "https");
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends these lines as they are, and returns the whole answer.</summary>
    public async Task<string> SendLinesAsync(params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", App.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", [.. lines, "", ""])), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);

        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static TestApp MakeApp(Action<IServiceCollection>? standIns) => new()
    {
        Environment = "Production",
        Clock = new FakeTimeProvider(DateTimeOffset.UtcNow),
        StandIns = standIns,
        Settings =
        {
            ["Passkeys:ServerDomain"] = "example.org",
            ["Passkeys:ServerName"] = "Example",
            ["Passkeys:Origins:0"] = "https://app.example.org",
            ["Passkeys:Origins:1"] = "https://xn--bcher-kva.example.org:8443",
            ["AllowedHosts"] = "other.example", // it must have no effect
            ["https_port"] = "443",
        },
    };
}
