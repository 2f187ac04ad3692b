using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace PasskeyBlazor.Http;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: see <see cref="Readiness"/>. Both stand before everything that could
/// refuse a probe: https, hosts, limits and authentication. They answer one word.
/// </summary>
public static class Health
{
    private const string Live = "/health/live";

    private const string Ready = "/health/ready";

    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHealthChecks().AddCheck<Readiness>("ready");

        return builder;
    }

    public static void UseHealth(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            var path = http.Request.Path;
            if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || !(path == Live || path == Ready))
            {
                return next(http);
            }

            http.Response.Headers.Allow = "GET, HEAD";
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        });
        app.UseHealthChecks(Live, new HealthCheckOptions { Predicate = _ => false });
        app.UseHealthChecks(Ready);
    }
}
