using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// A reverse proxy on Kestrel. Like nginx with <c>$proxy_add_x_forwarded_for</c> it appends the address of its client, and sends all other
/// headers on. It connects from its own loopback address, so that the next one sees who it is.
/// </summary>
public sealed class TestProxy : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly HttpClient onward;

    private TestProxy(Uri to, string from, string? scheme)
    {
        onward = new HttpClient(From(from)) { BaseAddress = to };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.Run(http => ForwardAsync(http, scheme));
    }

    public Uri Address => new(server.Urls.Single());

    /// <param name="to">Where it sends the requests.</param>
    /// <param name="from">The loopback address from which it connects.</param>
    /// <param name="scheme">Its own <c>X-Forwarded-Proto</c> in place of the client's; null to send the client's on.</param>
    public static async Task<TestProxy> StartAsync(Uri to, string from, string? scheme = null)
    {
        var proxy = new TestProxy(to, from, scheme);
        await proxy.server.StartAsync(TestContext.Current.CancellationToken);

        return proxy;
    }

    /// <summary>A client that connects from this loopback address.</summary>
    public static SocketsHttpHandler From(string address) => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (connection, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, connection.DnsEndPoint.Port, cancel);

            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        onward.Dispose();
    }

    private async Task ForwardAsync(HttpContext http, string? scheme)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path + http.Request.QueryString);
        foreach (var (name, values) in http.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        var before = http.Request.Headers["X-Forwarded-For"];
        var client = $"{http.Connection.RemoteIpAddress}";
        request.Headers.Remove("X-Forwarded-For");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", before.Count == 0 ? client : $"{before}, {client}");
        if (scheme is not null)
        {
            request.Headers.Remove("X-Forwarded-Proto");
            request.Headers.Add("X-Forwarded-Proto", scheme);
        }

        using var answer = await onward.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Where(header => header.Key is not "Transfer-Encoding"))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
