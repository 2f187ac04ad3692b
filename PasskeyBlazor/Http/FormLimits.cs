using Microsoft.AspNetCore.Http.Metadata;

namespace PasskeyBlazor.Http;

/// <summary>Answers 413 to a form whose Content-Length exceeds the limit of its endpoint.</summary>
public static class FormLimits
{
    /// <summary>
    /// Without this check the form reader fails, the antiforgery token cannot be read, and the person reads that their session
    /// changed.
    /// </summary>
    public static void UseFormLimits(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } most && http.Request.ContentLength > most)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        }

        return next(http);
    });
}
