namespace PasskeyBlazor.Http;

/// <summary>Answers 426 to plain http outside Development, where browsers keep no cookie of this app and allow no passkey.</summary>
public static partial class HttpsOnly
{
    /// <summary>Call it after the forwarded headers: behind a proxy the scheme is then the one that the browser uses.</summary>
    public static void UseHttpsOnly(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILogger<Program>>();
        var isSaid = false;

        app.Use((http, next) =>
        {
            if (http.Request.IsHttps)
            {
                return next(http);
            }

            if (!isSaid)
            {
                isSaid = true; // once is enough: it is about the configuration
                LogPlainHttp(logger, http.Connection.RemoteIpAddress?.ToString());
            }

            http.Response.Headers.Upgrade = "TLS/1.2, HTTP/1.1"; // RFC 9110 §15.5.22
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// Whether the browser uses https, and a proxy does not pass this on. Browsers send this header only there, and to localhost. A
    /// redirect to https or a link to it would lead back, without an end.
    /// </summary>
    public static bool IsHttpsOutside(HttpRequest request) =>
        !request.IsHttps && request.Headers.ContainsKey("Sec-Fetch-Mode") && request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]");

    [LoggerMessage(LogLevel.Error,
        "A request of {Address} came over plain http. Serve the app over https, or name the proxy that does in Proxies and let it send X-Forwarded-Proto.")]
    private static partial void LogPlainHttp(ILogger logger, string? address);
}
