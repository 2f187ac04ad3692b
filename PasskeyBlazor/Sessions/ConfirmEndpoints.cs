using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The addresses where somebody who is signed in proves it again: by a passkey of theirs, or at a provider whose account is
/// theirs. It ends as a sign-in does, with a session of a new id; nobody else can come of it.
/// </summary>
public static class ConfirmEndpoints
{
    public static void MapConfirmation(this RouteGroupBuilder session)
    {
        session.MapPost("/confirm/passkey", ConfirmWithPasskeyAsync);
        session.MapPost("/confirm/provider", ContinueWithProviderAsync);
        session.MapGet("/confirm/options", RenewOptionsAsync);
    }

    private static async Task<IResult> ConfirmWithPasskeyAsync(
        [FromForm] string? state, [FromForm] string? credential, [FromForm] string? returnUrl, [FromForm] string? reason,
        IDbContextFactory<AppDbContext> databases, RecentSignIn recentSignIn, AuthenticationCeremony ceremony,
        SessionBridge sessions, RequestActivity activity, HttpContext http)
    {
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        if (await FindSessionAsync(db, recentSignIn, http) is not { } session)
        {
            return SignInPage.Failed(Failure.SignedOut, returnUrl);
        }

        if (string.IsNullOrEmpty(credential))
        {
            return ConfirmPage.Begin(returnUrl, reason); // pressed before the script was there
        }

        var result = await ceremony.CompleteConfirmationAsync(db, session, state ?? "", credential, http.RequestAborted);
        if (!result.Succeeded)
        {
            activity.SaveAfterResponse(result.Refusal.Event);
            return ConfirmPage.Failed(result.Refusal.Failure, returnUrl, reason);
        }

        var opened = await sessions.ConfirmAsync(db, result.Value, session.IsPersistent);
        return opened.Succeeded ? TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl)) : ConfirmPage.Failed(opened.Failure, returnUrl, reason);
    }

    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] string? provider, [FromForm] string? returnUrl, [FromForm] string? reason,
        AppDbContext db, RecentSignIn recentSignIn, ProviderDirectory providers, ProviderChallenge challenge, TimeProvider clock, HttpContext http)
    {
        if (await FindSessionAsync(db, recentSignIn, http) is not { } session)
        {
            return SignInPage.Failed(Failure.SignedOut, returnUrl);
        }

        if (!providers.TryFind(provider, out var known))
        {
            return ConfirmPage.Failed(Failure.ProviderUnavailable, returnUrl, reason);
        }

        var way = ProviderReturn.Begin(ReturnUrl.Local(returnUrl), session.IsPersistent).Confirming(session.Id, reason, clock.GetUtcNow(), known);
        return await challenge.SendAsync(http, known, way) is { } reference
            ? ConfirmPage.Failed(Failure.ProviderUnavailable, returnUrl, reason, reference)
            : TypedResults.Empty;
    }

    /// <summary>Fresh options for a page that has outlived its challenge.</summary>
    private static async Task<IResult> RenewOptionsAsync(
        AppDbContext db, RecentSignIn recentSignIn, AuthenticationCeremony ceremony, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return await FindSessionAsync(db, recentSignIn, http) is { } session
            ? TypedResults.Json(ceremony.BeginConfirmation(session))
            : TypedResults.Problem(Text.Api_SignedOut, statusCode: StatusCodes.Status401Unauthorized);
    }

    private static async Task<Session?> FindSessionAsync(AppDbContext db, RecentSignIn recentSignIn, HttpContext http) =>
        SignedIn.From(http.User) is { } signedIn ? await recentSignIn.FindOpenAsync(db, signedIn.SessionId, http.RequestAborted) : null;
}
