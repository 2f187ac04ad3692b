using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
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
        session.MapPost("/provider", ContinueWithProviderAsync);
        session.MapGet("/provider/callback", OpenWithProviderAsync);
        session.MapPost("/passkey", OpenWithPasskeyAsync);
        session.MapGet("/passkey/options", RenewOptions);
        session.MapPost("/end", EndAsync);
        session.MapReauthentication();
        session.MapLinks();

        app.MapGet("/api/session", Describe).AllowAnonymous();
    }

    /// <summary>
    /// The group of addresses below <c>/session</c>. Each handler checks by itself who is signed in, because a refusal is a
    /// redirect with a reason.
    /// </summary>
    public static RouteGroupBuilder MapSessionGroup(this IEndpointRouteBuilder app) =>
        app.MapGroup("/session").AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(MaxFormLength));

    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] string? provider, [FromForm] string? returnUrl, [FromForm] bool? stay,
        ProviderDirectory providers, ProviderChallenge challenge, HttpContext http)
    {
        if (!providers.TryFind(provider, out var known))
        {
            return SignInAddress.Failed(Failure.ProviderUnavailable, returnUrl);
        }

        var way = ProviderReturn.Begin(ReturnUrl.Local(returnUrl), stay ?? false);
        return await challenge.SendAsync(http, known, way) is { } reference
            ? SignInAddress.Failed(Failure.ProviderUnavailable, returnUrl, reference)
            : TypedResults.Empty;
    }

    private static Task<IResult> OpenWithProviderAsync(
        ProviderError? error, string? reference, string? returnUrl, bool? confirm, string? reason, bool? link, ProviderCallback callback)
    {
        return error is { } failed
            ? Task.FromResult(callback.Failed(failed, Reference.Known(reference), returnUrl, confirm ?? false, reason, link ?? false))
            : callback.HandleAsync();
    }

    private static async Task<IResult> OpenWithPasskeyAsync(
        [FromForm] string? state, [FromForm] string? credential, [FromForm] string? returnUrl, [FromForm] bool? stay,
        IDbContextFactory<AppDbContext> databases, AuthenticationCeremony ceremony, BrowserCookie browser, UnknownPasskey unknown,
        SessionBridge sessions, RequestEvents activity, HttpContext http)
    {
        if (string.IsNullOrEmpty(credential))
        {
            return SignInAddress.Begin(returnUrl); // The user pressed the button before the script was ready.
        }

        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        var result = await ceremony.CompleteAsync(db, browser.Read(http), state ?? "", credential, http.RequestAborted);
        if (!result.Succeeded)
        {
            activity.SaveAfterResponse(result.Refusal.Event);
            if (result.Refusal.UnknownCredentialId is { } id)
            {
                unknown.Write(http, id);
            }

            return SignInAddress.Failed(result.Refusal.Failure, returnUrl);
        }

        var opened = await sessions.OpenAsync(db, result.Value, stay ?? false);
        return opened.Succeeded ? TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl)) : SignInAddress.Failed(opened.Failure, returnUrl);
    }

    /// <summary>Returns new options for a page whose challenge has expired. Does not read the database and changes nothing.</summary>
    private static JsonHttpResult<StartedCeremony> RenewOptions(AuthenticationCeremony ceremony, BrowserCookie browser, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return TypedResults.Json(ceremony.Begin(browser.Ensure(http)));
    }

    private static async Task<IResult> EndAsync([FromForm] string? returnUrl, SessionBridge sessions)
    {
        await sessions.EndAsync();

        return TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl));
    }

    private static IResult Describe(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (SignedIn.From(http.User) is not { } signedIn)
        {
            return TypedResults.Problem(Text.Api_SignedOut, statusCode: StatusCodes.Status401Unauthorized);
        }

        return TypedResults.Json(signedIn);
    }
}
