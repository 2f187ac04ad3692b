namespace PasskeyBlazor.Edge;

/// <summary>Adds what stands before every request, whatever it is for.</summary>
public static class EdgeServices
{
    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        builder.AddProxies();
        builder.Services.AddSecurityHeaders(builder.Environment);
        builder.Services.AddCompression();
        builder.AddRateLimits();

        return builder;
    }
}
