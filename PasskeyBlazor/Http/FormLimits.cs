using Microsoft.AspNetCore.Http.Metadata;

namespace PasskeyBlazor.Http;

/// <summary>Answers 413 to a form that exceeds the limit of its endpoint.</summary>
public static class FormLimits
{
    /// <summary>
    /// Runs before antiforgery. Otherwise the form reader fails first, and the person reads that their session changed.
    /// </summary>
    public static void UseFormLimits(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } max && await IsTooLargeAsync(http.Request, max))
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await next(http);
    });

    private static async Task<bool> IsTooLargeAsync(HttpRequest request, long max)
    {
        if (request.ContentLength is { } length)
        {
            return length > max;
        }

        try
        {
            if (request.HasFormContentType)
            {
                await request.ReadFormAsync(request.HttpContext.RequestAborted); // a chunked body tells its length by its end; the request keeps the form
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
