using Microsoft.AspNetCore.Diagnostics;

namespace PasskeyBlazor.Components;

/// <summary>The address in the browser's address bar, also on a page that is re-executed for another address.</summary>
internal static class AddressBar
{
    public static string PathAndQuery(HttpContext http)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is { } answered)
        {
            return new PathString(answered.OriginalPathBase) + new PathString(answered.OriginalPath) + answered.OriginalQueryString;
        }

        var path = http.Features.Get<IExceptionHandlerPathFeature>() is { } failed ? new PathString(failed.Path) : http.Request.Path;

        return http.Request.PathBase + path + http.Request.QueryString;
    }

    /// <summary>Whether a link to this address is a page, and not an endpoint that only takes forms.</summary>
    public static bool IsPage(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true;
}
