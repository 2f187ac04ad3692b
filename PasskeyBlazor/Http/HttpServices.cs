namespace PasskeyBlazor.Http;

/// <summary>Adds the middleware services that apply to every request.</summary>
public static class HttpServices
{
    /// <summary>
    /// How long a stopping server waits for open requests: as long as a provider may take to answer. An open page that reconnects
    /// would delay the stop longer.
    /// </summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopsWithin);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddClientAddress();
        builder.AddHealth();
        builder.AddPublicAddress();
        builder.Services.AddSecurityHeaders(builder.Environment);
        builder.Services.AddCompression();
        builder.AddRateLimits();

        return builder;
    }
}
