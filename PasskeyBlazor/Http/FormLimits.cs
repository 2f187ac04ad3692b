using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace PasskeyBlazor.Http;

/// <summary>Answers 413 to a form that exceeds the limit of its endpoint.</summary>
public static class FormLimits
{
    /// <summary>
    /// Runs before antiforgery. Otherwise the form reader fails first, and the person reads that their session changed. The page that
    /// explains a refusal is a second run of the request, as GET.
    /// </summary>
    public static void UseFormLimits(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint() is { } endpoint && await IsTooLargeAsync(http, endpoint))
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await next(http);
    });

    private static async Task<bool> IsTooLargeAsync(HttpContext http, Endpoint endpoint)
    {
        if (http.Request.ContentLength is { } length)
        {
            var max = endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize
                ?? http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
            return length > max;
        }

        try
        {
            if (http.Request.HasFormContentType)
            {
                await http.Request.ReadFormAsync(http.RequestAborted); // a chunked body says its length only when it ends; the request keeps the form
            }

            return false;
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return true;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return false; // malformed: the endpoint reads it again and refuses
        }
    }
}
