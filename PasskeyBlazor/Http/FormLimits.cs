using Microsoft.AspNetCore.Http.Metadata;

namespace PasskeyBlazor.Http;

/// <summary>Answers 413 to a form whose Content-Length exceeds the limit of its endpoint.</summary>
public static class FormLimits
{
    /// <summary>
    /// Runs before antiforgery. Otherwise the form reader fails first, and the person reads that their session changed.
    /// </summary>
    public static void UseFormLimits(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } max && http.Request.ContentLength > max)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        }

        return next(http);
    });
}
