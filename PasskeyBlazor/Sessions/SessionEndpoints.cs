using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Sessions;

/// <summary>The few addresses that open, tell and end a session. Each that changes anything is a POST whose form binding checks the antiforgery token.</summary>
public static class SessionEndpoints
{
    /// <summary>In bytes: several times what the largest answer of an authenticator takes.</summary>
    private const int LargestForm = 64 * 1024;

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/session")
            .AllowAnonymous() // they are the ways in and out
            .WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        session.MapPost("/provider", ContinueWithProviderAsync);
        session.MapGet("/provider/callback", OpenWithProviderAsync);
        session.MapPost("/passkey", OpenWithPasskeyAsync);
        session.MapGet("/passkey/options", RenewOptions);
        session.MapPost("/end", EndAsync);
        session.MapConfirmation();
        session.MapLinks();
        session.MapAccount();

        app.MapGet("/api/session", Describe).AllowAnonymous();
    }

    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] string? provider, [FromForm] string? returnUrl, [FromForm] bool? stay,
        ProviderDirectory providers, ProviderChallenge challenge, HttpContext http)
    {
        if (!providers.TryFind(provider, out var known))
        {
            return SignInPage.Failed(Failure.ProviderUnavailable, returnUrl);
        }

        var way = ProviderReturn.Begin(ReturnUrl.Local(returnUrl), stay ?? false);
        return await challenge.SendAsync(http, known, way) is { } reference
            ? SignInPage.Failed(Failure.ProviderUnavailable, returnUrl, reference)
            : TypedResults.Empty;
    }

    private static Task<IResult> OpenWithProviderAsync(
        ProviderError? error, string? reference, string? returnUrl, bool? confirm, string? reason, bool? link, ProviderCallback callback)
    {
        return error is { } failed
            ? Task.FromResult(callback.Failed(failed, Reference.Known(reference), returnUrl, confirm ?? false, reason, link ?? false))
            : callback.GoOnAsync();
    }

    private static async Task<IResult> OpenWithPasskeyAsync(
        [FromForm] string? state, [FromForm] string? credential, [FromForm] string? returnUrl, [FromForm] bool? stay,
        IDbContextFactory<AppDbContext> databases, AuthenticationCeremony ceremony, BrowserCookie browser, UnknownPasskey unknown,
        SessionBridge sessions, RequestActivity activity, HttpContext http)
    {
        if (string.IsNullOrEmpty(credential))
        {
            return SignInPage.Begin(returnUrl); // pressed before the script was there
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

            return SignInPage.Failed(result.Refusal.Failure, returnUrl);
        }

        var opened = await sessions.OpenAsync(db, result.Value, stay ?? false);
        return opened.Succeeded ? TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl)) : SignInPage.Failed(opened.Failure, returnUrl);
    }

    /// <summary>Fresh options for a page that has outlived its challenge. Reads no database and changes nothing.</summary>
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
