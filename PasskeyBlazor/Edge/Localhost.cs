using System.Net;
using Microsoft.AspNetCore.Http.Extensions;

namespace PasskeyBlazor.Edge;

/// <summary>In Development, brings whoever opens a loopback number to the name that works.</summary>
public static class Localhost
{
    /// <summary>Browsers have passkeys for localhost, but not for 127.0.0.1, and a provider answers to one of them only.</summary>
    public static void UseLocalhost(this WebApplication app) => app.Use(async (http, next) =>
    {
        var isNumber = IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
        if (isNumber && HttpMethods.IsGet(http.Request.Method))
        {
            var request = http.Request;
            http.Response.Redirect(UriHelper.BuildAbsolute(
                request.Scheme, new HostString("localhost", request.Host.Port ?? 80), request.PathBase, request.Path, request.QueryString));
            return;
        }

        await next();
    });
}
