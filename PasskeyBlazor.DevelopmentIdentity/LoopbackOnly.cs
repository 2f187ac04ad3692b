using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>
/// Refuses requests from other machines. It is a startup filter because OpenIddict answers inside UseAuthentication, before any
/// endpoint.
/// </summary>
internal sealed class LoopbackOnly : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RefuseOtherMachines);
        next(app);
    };

    private static Task RefuseOtherMachines(HttpContext http, RequestDelegate next)
    {
        var remote = http.Connection.RemoteIpAddress;
        var isOwn = remote is null || IPAddress.IsLoopback(remote); // a test server has no remote address
        if (isOwn || !http.Request.Path.StartsWithSegments("/dev-idp"))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsync("The development identity provider answers only the machine it runs on.");
    }
}
