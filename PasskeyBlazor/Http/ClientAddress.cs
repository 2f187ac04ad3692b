using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace PasskeyBlazor.Http;

/// <summary>
/// Finds the address and the scheme of the client behind any number of proxies. An entry of <c>X-Forwarded-For</c> or
/// <c>X-Forwarded-Proto</c> counts only if a trusted address has written it. The host and a path prefix are not read.
/// </summary>
/// <remarks>
/// The middleware of the framework is not used: a quotation mark in the client's part of the header hides the entry after it, and without
/// <c>X-Forwarded-For</c> it believes the client's own scheme.
/// </remarks>
public static partial class ClientAddress
{
    private const string FrameworkKey = "ForwardedHeaders_Enabled";

    public static WebApplicationBuilder AddClientAddress(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new Proxies(builder.Configuration.GetSection(Proxies.Section).Get<string[]>()));
        builder.AddKnownSection(Proxies.Section, typeof(string[]));

        // With ASPNETCORE_FORWARDEDHEADERS_ENABLED, and behind IIS, the framework adds a middleware of its own before all others.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.None);

        return builder;
    }

    public static void UseClientAddress(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<Proxies>();
        var logger = app.Services.GetRequiredService<ILogger<Proxies>>();
        var isPrefixSaid = 0;
        if ("true".Equals(app.Configuration[FrameworkKey], StringComparison.OrdinalIgnoreCase))
        {
            LogNoEffect(logger, FrameworkKey);
        }

        app.Use((http, next) =>
        {
            Read(http, proxies);
            if (http.Request.Headers["X-Forwarded-Prefix"].ToString().Trim('/') is not "" && Interlocked.Exchange(ref isPrefixSaid, 1) == 0)
            {
                LogPrefix(logger); // once: it is about the configuration
            }

            return next(http);
        });
    }

    /// <summary>Walks from the peer towards the client: each trusted address names the one before it.</summary>
    private static void Read(HttpContext http, Proxies proxies)
    {
        var addresses = Entries(http.Request, "X-Forwarded-For");
        var schemes = Entries(http.Request, "X-Forwarded-Proto");
        var address = Plain(http.Connection.RemoteIpAddress);
        for (var hop = 1; proxies.Trusts(address); hop++)
        {
            if (hop <= schemes.Length && SchemeOf(schemes[^hop]) is { } scheme)
            {
                http.Request.Scheme = scheme;
            }

            if (hop > addresses.Length || !IPEndPoint.TryParse(addresses[^hop], out var before) || !Proxies.IsComplete(before.Address, addresses[^hop]))
            {
                break; // the last known address counts, never one further on: that could be the client's own text
            }

            address = Plain(before.Address);
        }

        http.Connection.RemoteIpAddress = address;
    }

    /// <summary>The entries of all lines of the header. An empty entry stays, so that none before it takes its place.</summary>
    private static string[] Entries(HttpRequest request, string header) =>
        request.Headers.TryGetValue(header, out var lines) ? lines.ToString().Split(',', StringSplitOptions.TrimEntries) : [];

    /// <summary>A socket for both families reports an IPv4 client as an IPv6 address.</summary>
    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static string? SchemeOf(string entry) => ((string[])["http", "https"]).SingleOrDefault(scheme => scheme.Equals(entry, StringComparison.OrdinalIgnoreCase));

    [LoggerMessage(LogLevel.Warning, "The key {Key} of ASP.NET Core has no effect: it would let each client choose its address. Name the proxies in Proxies.")]
    private static partial void LogNoEffect(ILogger logger, string key);

    [LoggerMessage(LogLevel.Warning, "A request has the header X-Forwarded-Prefix. The app works only at the root path of its host: let the proxy pass the path unchanged.")]
    private static partial void LogPrefix(ILogger logger);
}
