using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace PasskeyBlazor.Http;

/// <summary>Answers 413 to a form that exceeds the limit of its endpoint, and 415 to a form in another encoding than UTF-8.</summary>
public static class FormLimits
{
    /// <summary>
    /// Runs before antiforgery. Otherwise the form reader fails first, and the person reads that their session changed.
    /// </summary>
    public static void UseFormLimits(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (SafeMethods.Has(http.Request)) // also the page that explains a refused form
        {
            await next(http);
            return;
        }

        var max = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
        if (await WhyRefusedAsync(http.Request, max) is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }

        await next(http);
    });

    private static async Task<int?> WhyRefusedAsync(HttpRequest request, long? max)
    {
        if (request.ContentLength > max)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        if (!request.HasFormContentType || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        if (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return StatusCodes.Status415UnsupportedMediaType; // the form reader throws for one that it does not know
        }

        // A chunked body tells its length by its end, and a part of a form with files may have an encoding of its own. The request keeps
        // the form that is read here.
        var isMultipart = type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        return isMultipart || (max is not null && request.ContentLength is null) ? await WhyUnreadableAsync(request) : null;
    }

    private static async Task<int?> WhyUnreadableAsync(HttpRequest request)
    {
        try
        {
            await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return null;
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }
        catch (NotSupportedException)
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return null; // malformed: the endpoint reads it again and refuses
        }
    }
}
