using Microsoft.AspNetCore.Http.Metadata;

namespace PasskeyBlazor.Edge;

/// <summary>Answers 413 to a form that says itself that it is larger than its endpoint takes.</summary>
public static class FormLimits
{
    /// <summary>
    /// Left to the form's own reader it would be an antiforgery token that could not be read, and the person would be told that
    /// their session changed.
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
