using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>
/// The endpoints where a signed-in user reauthenticates with one of the user's passkeys or external identities. As after a
/// sign-in, the result is a session with a new id. The user of the session cannot change.
/// </summary>
public static class ReauthenticationEndpoints
{
    public static void MapReauthentication(this RouteGroupBuilder session)
    {
        session.MapPost("/confirm/passkey", ReauthenticateWithPasskeyAsync);
        session.MapPost("/confirm/provider", ContinueWithProviderAsync);
        session.MapGet("/confirm/options", RenewOptionsAsync);
    }

    private static async Task<IResult> ReauthenticateWithPasskeyAsync(
        [FromForm] string? state, [FromForm] string? credential, [FromForm] string? returnUrl, [FromForm] string? reason,
        IDbContextFactory<AppDbContext> databases, Reauthentication reauthentication, AuthenticationCeremony ceremony,
        SessionBridge sessions, RequestEvents activity, HttpContext http)
    {
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        if (await FindSessionAsync(db, reauthentication, http) is not { } session)
        {
            return SignInAddress.Failed(Failure.SignedOut, returnUrl);
        }

        if (string.IsNullOrEmpty(credential))
        {
            return ReauthenticationAddress.Begin(returnUrl, reason); // The user pressed the button before the script was ready.
        }

        var result = await ceremony.CompleteReauthenticationAsync(db, session, state ?? "", credential, http.RequestAborted);
        if (!result.Succeeded)
        {
            activity.SaveAfterResponse(result.Refusal.Event);
            return ReauthenticationAddress.Failed(result.Refusal.Failure, returnUrl, reason);
        }

        var opened = await sessions.ReauthenticateAsync(db, result.Value, session.IsPersistent);
        return opened.Succeeded ? TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl)) : ReauthenticationAddress.Failed(opened.Failure, returnUrl, reason);
    }

    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] string? provider, [FromForm] string? returnUrl, [FromForm] string? reason,
        AppDbContext db, Reauthentication reauthentication, ProviderDirectory providers, ProviderChallenge challenge, TimeProvider clock, HttpContext http)
    {
        if (await FindSessionAsync(db, reauthentication, http) is not { } session)
        {
            return SignInAddress.Failed(Failure.SignedOut, returnUrl);
        }

        if (!providers.TryFind(provider, out var known))
        {
            return ReauthenticationAddress.Failed(Failure.ProviderUnavailable, returnUrl, reason);
        }

        var way = ProviderReturn.Begin(ReturnUrl.Local(returnUrl), session.IsPersistent).Confirming(session.Id, reason, clock.GetUtcNow(), known);
        return await challenge.SendAsync(http, known, way) is { } reference
            ? ReauthenticationAddress.Failed(Failure.ProviderUnavailable, returnUrl, reason, reference)
            : TypedResults.Empty;
    }

    /// <summary>Returns new options for a page whose challenge has expired.</summary>
    private static async Task<IResult> RenewOptionsAsync(
        AppDbContext db, Reauthentication reauthentication, AuthenticationCeremony ceremony, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return await FindSessionAsync(db, reauthentication, http) is { } session
            ? TypedResults.Json(ceremony.BeginReauthentication(session))
            : TypedResults.Problem(Text.Api_SignedOut, statusCode: StatusCodes.Status401Unauthorized);
    }

    private static async Task<Session?> FindSessionAsync(AppDbContext db, Reauthentication reauthentication, HttpContext http) =>
        SignedIn.From(http.User) is { } signedIn ? await reauthentication.FindOpenAsync(db, signedIn.SessionId, http.RequestAborted) : null;
}
