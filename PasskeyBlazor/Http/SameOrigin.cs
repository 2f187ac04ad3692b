using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Http;

/// <summary>
/// Refuses requests that a page of another site sends: all methods that may change data, and the circuit's WebSocket,
/// which carries cookies from any site and has no antiforgery token. A client that sends neither header is no browser and has no
/// cookies. Only the callback of a provider takes what another site sends: the state of the answer says who asked for it.
/// </summary>
public static partial class SameOrigin
{
    /// <summary>
    /// The own origin is one of the origins that may answer with passkeys, and the one of this address: a page of one domain of this app is
    /// another site for the next domain. The port does not count here, because a proxy may not pass it on; the list has it.
    /// </summary>
    public static void UseSameOrigin(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<AllowedOrigins>();
        var paths = app.Services.GetRequiredService<IOptions<CallbackPaths>>().Value;
        var logger = app.Services.GetRequiredService<ILogger<Program>>();

        var mayLog = RateLimiting.LogLines(60);

        app.Use((http, next) =>
        {
            var origin = http.Request.Headers.Origin.ToString();
            var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
            var isOurs = (origin is "" || (origins.OfPages.Contains(origin, StringComparer.Ordinal) && IsAtHost(http.Request, origin))) && site is "" or "same-origin" or "none";
            if (isOurs || IsSafeRequest(http.Request) || paths.Contains(http.Request.Path))
            {
                return next(http);
            }

            if (mayLog())
            {
                LogRefused(logger, SingleLine.Clean(http.Request.Method, 20), SingleLine.Clean(http.Request.Path, 100), SingleLine.Clean(origin, 100), SingleLine.Clean(site, 20));
            }

            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
    }

    /// <summary>Whether a page of this app sent the request, after <see cref="UseSameOrigin"/> has refused all others. A client that is no browser has no page.</summary>
    public static bool IsOwnPage(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" => true,
        "" => request.Headers.Origin.ToString() is not "", // older browsers
        _ => false,
    };

    private static bool IsAtHost(HttpRequest request, string origin) =>
        new Uri(origin).Host.Equals(new HostString(request.Headers.Host.ToString()).Host, StringComparison.OrdinalIgnoreCase); // Request.Host decodes an international name

    private static bool IsSafeRequest(HttpRequest request) =>
        SafeMethods.Has(request) && !request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Warning, "A request was refused because a page of another site sent it: {Method} {Path} from {Origin} ({Site}). If that is an address of this app, add it to Passkeys:Origins.")]
    private static partial void LogRefused(ILogger logger, string? method, string? path, string? origin, string? site);
}
