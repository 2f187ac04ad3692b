using Microsoft.AspNetCore.Diagnostics;

namespace PasskeyBlazor.Components;

/// <summary>The address in the browser's address bar, also on a page that is re-executed for another address.</summary>
internal static class AddressBar
{
    /// <summary>
    /// A link to the same address. A link that begins with two slashes leads to another site; with a dot before them it leads to the
    /// same path.
    /// </summary>
    public static string PathAndQuery(HttpContext http)
    {
        var (path, query) = http.Features.Get<IStatusCodeReExecuteFeature>() is { } answered
            ? (new PathString(answered.OriginalPathBase) + new PathString(answered.OriginalPath), new QueryString(answered.OriginalQueryString))
            : (http.Request.PathBase + (http.Features.Get<IExceptionHandlerPathFeature>() is { } failed ? new PathString(failed.Path) : http.Request.Path), http.Request.QueryString);
        var address = path + query;

        return address.StartsWith("//", StringComparison.Ordinal) ? $"/.{address}" : address;
    }

    /// <summary>Whether a link can lead to this endpoint; not where it only takes forms. Null is an address without an endpoint.</summary>
    public static bool IsPage(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) != false;
}
