using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PasskeyBlazor.Http;

/// <summary>
/// The proxies in front of the app that may set the client address and the scheme. From the configuration key <c>Proxies</c>.
/// </summary>
public static class Proxies
{
    public const string Section = "Proxies";

    /// <summary>Trusts only the listed addresses and networks: any other client can forge these headers.</summary>
    public static WebApplicationBuilder AddProxies(this WebApplicationBuilder builder)
    {
        var trusted = builder.Configuration.GetSection(Section).Get<string[]>() ?? [];
        builder.AddKnownSection(Section, typeof(string[]));
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            // Not the host: no decision here depends on it.
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
