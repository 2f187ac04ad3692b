using PasskeyBlazor.Data;

namespace PasskeyBlazor.Http;

/// <summary>What holds for each request while the database does not answer: it waits for a limited time, and status 503 says when to try again.</summary>
public static class Outages
{
    /// <summary>As seconds. A database that only restarts is often back by then.</summary>
    private const string TryAgainAfter = "5";

    public static void UseOutages(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (!http.Request.Path.StartsWithSegments("/_blazor")) // the work of a circuit flows from this request, for hours
        {
            DatabaseWaits.BeginRequest();
        }

        http.Response.OnStarting(() =>
        {
            if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                http.Response.Headers.RetryAfter = TryAgainAfter;
            }

            return Task.CompletedTask;
        });
        await next(http);
    });
}
