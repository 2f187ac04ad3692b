namespace PasskeyBlazor.Edge;

/// <summary>Adds what stands before every request, whatever it is for.</summary>
public static class EdgeServices
{
    /// <summary>As long as a provider may take to answer. An open page that comes back to a server that is stopping would hold it up longer.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopsWithin);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        builder.AddProxies();
        builder.Services.AddSecurityHeaders(builder.Environment);
        builder.Services.AddCompression();
        builder.AddRateLimits();

        return builder;
    }
}
