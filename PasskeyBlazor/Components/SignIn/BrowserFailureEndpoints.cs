using Microsoft.AspNetCore.Http.HttpResults;
using PasskeyBlazor.Data;
using PasskeyBlazor.Http;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.SignIn;

namespace PasskeyBlazor.Components.SignIn;

/// <summary>
/// The sentence about a sheet that ended without a passkey, as HTML for the place below the button. With it the sign-in page and the
/// reauthentication page need no circuit, so no visitor who is signed out opens one.
/// </summary>
public static class BrowserFailureEndpoints
{
    public static void MapBrowserFailures(this IEndpointRouteBuilder app)
    {
        app.MapGet(SignInAddress.Path + "/failure", ExplainSignIn).AllowAnonymous().RequireRateLimiting(nameof(RateLimits.Begin));
        app.MapGet(ReauthenticationAddress.Path + "/failure", ExplainConfirmation).RequireAuthorization().RequireRateLimiting(nameof(RateLimits.Begin));
    }

    private static RazorComponentResult<FailureMessage> ExplainSignIn(string? failure, ILogger<PasskeySignIn> logger, HttpContext http) =>
        Explain(failure, isConfirming: false, logger, http);

    private static RazorComponentResult<FailureMessage> ExplainConfirmation(string? failure, ILogger<PasskeySignIn> logger, HttpContext http) =>
        Explain(failure, isConfirming: true, logger, http);

    /// <param name="error">The browser's name of the error. It is matched, never displayed.</param>
    /// <param name="isConfirming">Whether the page is the reauthentication.</param>
    /// <param name="logger">Gets a line when the browser names no known reason.</param>
    /// <param name="http">The request.</param>
    private static RazorComponentResult<FailureMessage> Explain(string? error, bool isConfirming, ILogger logger, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        var failure = BrowserAnswer.FailureOf(error);
        var reference = failure == Failure.BrowserFailed ? Reference.New() : null;
        if (reference is not null)
        {
            Log.BrowserFailed(logger, SingleLine.Clean(error, 50), reference);
        }

        return new(new Dictionary<string, object?>
        {
            [nameof(FailureMessage.Failure)] = failure,
            [nameof(FailureMessage.Reference)] = reference,
            [nameof(FailureMessage.IsConfirming)] = isConfirming,
        });
    }
}
