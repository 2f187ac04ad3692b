using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PasskeyBlazor.Http;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>
/// The endpoints that open, describe and end a session. Each endpoint that changes something is a POST. Its form binding checks
/// the antiforgery token.
/// </summary>
public static class SessionEndpoints
{
    /// <summary>In bytes. The limit is several times the largest answer of an authenticator.</summary>
    private const int MaxFormLength = 64 * 1024;

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        var session = app.MapSessionGroup();
        session.MapPost("/provider", ContinueWithProviderAsync).RequireRateLimiting(nameof(RateLimits.Begin));
        session.MapGet("/provider/callback", OpenWithProviderAsync).RequireRateLimiting(nameof(RateLimits.Callback));
        session.MapPost("/passkey", OpenWithPasskeyAsync).RequireRateLimiting(nameof(RateLimits.Complete));
        session.MapGet("/passkey/options", RenewOptions).RequireRateLimiting(nameof(RateLimits.Begin));
        session.MapPost("/end", EndAsync);
        session.MapReauthentication();
        session.MapLinks();
        session.MapAddPasskey();
        session.MapChangePasskey();

        app.MapGet("/api/session", Describe).AllowAnonymous().WithMetadata(new NoActivity());
        app.MapGet("/api/passkeys/signal", SignalAsync).AllowAnonymous().WithMetadata(new NoActivity());
    }

    /// <summary>
    /// The group of addresses below <c>/session</c>. Each handler checks by itself who is signed in, because a refusal is a
    /// redirect with a reason.
    /// </summary>
    public static RouteGroupBuilder MapSessionGroup(this IEndpointRouteBuilder app) =>
        app.MapGroup("/session").AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(MaxFormLength));

    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] ProviderForm? form, ProviderDirectory providers, ProviderChallenge challenge, HttpContext http)
    {
        form ??= new(); // null when no field was sent
        if (form.Provider is null)
        {
            // Enter in the e-mail field, before the script was ready, or a password manager that posts the form itself.
            return SignInAddress.Begin(form.ReturnUrl, SignInAddress.ByEmail);
        }

        if (!providers.TryFind(form.Provider, out var known))
        {
            return SignInAddress.Failed(Failure.ProviderUnavailable, form.ReturnUrl);
        }

        var properties = ProviderReturn.Begin(ReturnUrl.Local(form.ReturnUrl), form.Stay ?? false, form.CanCreate == "true");
        return await challenge.SendAsync(http, known, properties) is { } reference
            ? SignInAddress.Failed(Failure.ProviderUnavailable, form.ReturnUrl, reference)
            : TypedResults.Empty;
    }

    private static async Task<IResult> OpenWithProviderAsync([AsParameters] ProviderReturnQuery query, SignedIn? signedIn, ProviderCallback callback, HttpContext http) =>
        query.FailedWith is { } error ? callback.Failed(error, query, signedIn, http) : await callback.HandleAsync(query, signedIn, http);

    private static Task<IResult> OpenWithPasskeyAsync([FromForm] PasskeyForm? form, PasskeyAnswer answer, HttpContext http) => answer.OpenSessionAsync(form ?? new(), http);

    /// <summary>Returns new options for a page whose challenge has expired. Does not read the database and changes nothing.</summary>
    private static JsonHttpResult<StartedCeremony> RenewOptions(AuthenticationCeremony ceremony, BrowserCookie browser, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return TypedResults.Json(ceremony.Begin(browser.Ensure(http)));
    }

    private static async Task<IResult> EndAsync([FromForm] string? returnUrl, SessionBridge sessions, HttpContext http)
    {
        await sessions.EndAsync(http);

        return TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl));
    }

    private static IResult Describe(SignedIn? signedIn, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return signedIn is not null
            ? TypedResults.Json(signedIn)
            : TypedResults.Problem(Text.Api_SignedOut, statusCode: StatusCodes.Status401Unauthorized);
    }

    /// <summary>
    /// The account as password managers may know it. No content where the session has just ended or the database does not answer: the
    /// page asks by itself, and an error would only be noise in its console.
    /// </summary>
    private static async Task<IResult> SignalAsync(SignedIn? signedIn, PasskeySignals signals, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return signedIn is not null && await signals.OfAsync(signedIn.UserId, http.RequestAborted) is { } signal
            ? TypedResults.Json(signal)
            : TypedResults.NoContent();
    }
}
