using System.Net;
using Microsoft.AspNetCore.Http.Extensions;

namespace PasskeyBlazor.Http;

/// <summary>In Development, redirects a browser from a loopback IP address to localhost.</summary>
public static class Localhost
{
    /// <summary>
    /// Browsers allow passkeys for localhost, but not for 127.0.0.1, and a provider accepts only one of the two as redirect
    /// address.
    /// </summary>
    public static void UseLocalhost(this WebApplication app) => app.Use(async (http, next) =>
    {
        var isNumber = IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
        if (isNumber && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            var request = http.Request;
            http.Response.Redirect(UriHelper.BuildAbsolute(
                request.Scheme, new HostString("localhost", request.Host.Port ?? 80), request.PathBase, request.Path, request.QueryString));
            return;
        }

        await next();
    });
}
