using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Http;

/// <summary>
/// Answers 405 to HEAD at the addresses where a request opens, confirms or ends something: below <c>/session</c>, and at the callbacks of
/// providers. Their handlers would treat HEAD as GET, and a scanner of links would use up a person's answer.
/// </summary>
public static class HeadRequests
{
    public static void UseHeadRequests(this WebApplication app)
    {
        var paths = app.Services.GetRequiredService<IOptions<CallbackPaths>>().Value;

        app.Use((http, next) =>
        {
            var path = http.Request.Path;
            if (!HttpMethods.IsHead(http.Request.Method) || !(path.StartsWithSegments("/session") || paths.Contains(path)))
            {
                return next(http);
            }

            http.Response.Headers.Allow = "GET, POST"; // RFC 9110 §15.5.6
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        });
    }
}
