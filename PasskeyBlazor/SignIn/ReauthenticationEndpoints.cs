using Microsoft.AspNetCore.Mvc;
using PasskeyBlazor.Http;
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
        session.MapPost("/confirm/passkey", ReauthenticateWithPasskeyAsync).RequireRateLimiting(nameof(RateLimits.Complete));
        session.MapPost("/confirm/provider", ContinueWithProviderAsync).RequireRateLimiting(nameof(RateLimits.Begin));
        session.MapGet("/confirm/options", RenewOptionsAsync).RequireRateLimiting(nameof(RateLimits.Begin)).WithMetadata(new NoActivity());
    }

    private static Task<IResult> ReauthenticateWithPasskeyAsync([FromForm] PasskeyForm? form, SignedIn? signedIn, PasskeyAnswer answer, HttpContext http) =>
        answer.ReauthenticateAsync(form ?? new(), signedIn, http);

    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] ProviderForm? form, SignedIn? signedIn, Reauthentication reauthentication, ProviderDirectory providers, ProviderChallenge challenge, HttpContext http)
    {
        form ??= new(); // null when no field was sent
        if (signedIn is null || await reauthentication.FindOpenAsync(signedIn.SessionId, http.RequestAborted) is not { } session)
        {
            return SignInAddress.Failed(Failure.SignedOut, form.ReturnUrl);
        }

        if (!providers.TryFind(form.Provider, out var known))
        {
            return ReauthenticationAddress.Failed(Failure.ProviderUnavailable, form.ReturnUrl, form.Reason);
        }

        if (!reauthentication.Accepts(known.ProvesFreshness))
        {
            return ReauthenticationAddress.Failed(Failure.NotProvedFresh, form.ReturnUrl, form.Reason);
        }

        var properties = ProviderReturn.Begin(ReturnUrl.Local(form.ReturnUrl), session.IsPersistent).Confirming(session.Id, ReauthenticationAddress.Named(form.Reason)?.ToString());
        return await challenge.SendAsync(http, known, properties) is { } reference
            ? ReauthenticationAddress.Failed(Failure.ProviderUnavailable, form.ReturnUrl, form.Reason, reference)
            : TypedResults.Empty;
    }

    /// <summary>Returns new options for a page whose challenge has expired.</summary>
    private static async Task<IResult> RenewOptionsAsync(
        SignedIn? signedIn, Reauthentication reauthentication, AuthenticationCeremony ceremony, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return signedIn is not null && await reauthentication.FindOpenAsync(signedIn.SessionId, http.RequestAborted) is { } session
            ? TypedResults.Json(ceremony.BeginReauthentication(session))
            : TypedResults.Problem(Text.Api_SignedOut, statusCode: StatusCodes.Status401Unauthorized);
    }
}
