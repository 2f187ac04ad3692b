using System.Net;
using Microsoft.AspNetCore.Http.Extensions;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Http;

/// <summary>In Development, says where to open the app, and redirects a browser from a loopback IP address to localhost.</summary>
public static partial class Localhost
{
    /// <summary>
    /// Browsers allow passkeys for localhost, but not for 127.0.0.1, and a provider accepts only one of the two as redirect
    /// address.
    /// </summary>
    public static void UseLocalhost(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<AllowedOrigins>();
        app.Lifetime.ApplicationStarted.Register(() => LogAddress(app.Logger, origins.OfPages is [var address, ..] ? address : null));
        app.Use(RedirectAsync);
    }

    private static async Task RedirectAsync(HttpContext http, RequestDelegate next)
    {
        var isNumber = IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
        if (isNumber && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            var request = http.Request;
            http.Response.Redirect(UriHelper.BuildAbsolute(
                request.Scheme, new HostString("localhost", request.Host.Port ?? 80), request.PathBase, request.Path, request.QueryString));
            return;
        }

        await next(http);
    }

    [LoggerMessage(LogLevel.Information, "Open {Address} in a browser.")]
    private static partial void LogAddress(ILogger logger, string? address);
}
