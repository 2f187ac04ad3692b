using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PasskeyBlazor.Edge;

/// <summary>Which proxies in front of the app may say who asks and over which scheme. From the configuration key <c>Proxies</c>.</summary>
public static class Proxies
{
    public const string Section = "Proxies";

    /// <summary>Trusts the addresses and networks that are listed, and nobody else: a header is only as true as whoever sent it.</summary>
    public static WebApplicationBuilder AddProxies(this WebApplicationBuilder builder)
    {
        var trusted = builder.Configuration.GetSection(Section).Get<string[]>() ?? [];
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            // Not the host: nothing here is decided by it.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var text in trusted)
            {
                if (IPAddress.TryParse(text, out var address))
                {
                    forwarded.KnownProxies.Add(address);
                }
                else if (IPNetwork.TryParse(text, out var network))
                {
                    forwarded.KnownIPNetworks.Add(network);
                }
                else
                {
                    throw new InvalidOperationException($"{Section} contains \"{text}\", which is neither an IP address nor a network such as 10.0.0.0/8.");
                }
            }
        });

        return builder;
    }
}
