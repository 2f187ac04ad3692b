using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Edge;

/// <summary>
/// Refuses what a page of another site made a browser send: everything but questions, and the circuit's socket, which brings
/// cookies from anywhere and knows no antiforgery token. A client that says neither header is no browser, and has no cookies.
/// </summary>
public static partial class SameOrigin
{
    /// <summary>Ours is an origin where passkeys may be answered: pages of this app are nowhere else.</summary>
    public static void UseSameOrigin(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<AllowedOrigins>();
        var logger = app.Services.GetRequiredService<ILogger<Program>>();

        app.Use((http, next) =>
        {
            var origin = http.Request.Headers.Origin.ToString();
            var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
            var isOurs = (origin is "" || origins.Contains(origin)) && site is "" or "same-origin" or "none";
            if (isOurs || IsQuestion(http.Request))
            {
                return next(http);
            }

            LogRefused(logger, http.Request.Method, Line.Of(http.Request.Path, 100), Line.Of(origin, 100), Line.Of(site, 20));
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
    }

    private static bool IsQuestion(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        && !request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Warning, "A request was refused because a page of another site sent it: {Method} {Path} from {Origin} ({Site}).")]
    private static partial void LogRefused(ILogger logger, string method, string? path, string? origin, string? site);
}
