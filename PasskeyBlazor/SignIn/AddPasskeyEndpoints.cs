using Microsoft.AspNetCore.Mvc;
using PasskeyBlazor.Http;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.SignIn;

/// <summary>The endpoints of the page that creates a passkey without a circuit, and of the offer after a sign-in.</summary>
public static class AddPasskeyEndpoints
{
    public static void MapAddPasskey(this RouteGroupBuilder session)
    {
        session.MapPost("/passkeys/add", AddAsync).RequireRateLimiting(nameof(RateLimits.Complete));
        session.MapGet("/passkeys/options", RenewOptionsAsync).RequireRateLimiting(nameof(RateLimits.Begin)).WithMetadata(new NoActivity());
        session.MapPost("/passkeys/offer/later", DeclineAsync);
        session.MapPost("/passkeys/offer/never", DeclineForGoodAsync);
        session.MapPost("/passkeys/offer/allow", AllowAsync);
    }

    private static async Task<IResult> AddAsync(
        [FromForm] AddPasskeyForm? form, SignedIn? signedIn, RegistrationCeremony ceremony, PasskeySignals signals, UnknownPasskey unknown, HttpContext http)
    {
        form ??= new(); // null when no field was sent
        var isOffer = form.Offer == "true";
        if (signedIn is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, AddPasskeyAddress.For(form.ReturnUrl, isOffer));
        }

        if (string.IsNullOrEmpty(form.Credential))
        {
            return TypedResults.LocalRedirect(AddPasskeyAddress.For(form.ReturnUrl, isOffer));
        }

        var passkey = await ceremony.CompleteAsync(signedIn.SessionId, form.State ?? "", form.Credential, CancellationToken.None); // the answer is there: it is saved
        if (passkey.Succeeded)
        {
            return AddPasskeyAddress.Added(passkey.Value.Id, form.ReturnUrl);
        }

        var credentialId = RelyingParty.ReadCredentialId(form.Credential);
        if (await signals.IsUnknownAsync(credentialId, http.RequestAborted))
        {
            unknown.Write(http, credentialId!);
        }

        return passkey.Failure == Failure.SignedOut
            ? SignInAddress.Failed(Failure.SignedOut, AddPasskeyAddress.For(form.ReturnUrl, isOffer))
            : AddPasskeyAddress.Failed(passkey.Failure, form.ReturnUrl, isOffer);
    }

    /// <summary>Returns new options for a page whose challenge has expired.</summary>
    private static async Task<IResult> RenewOptionsAsync(SignedIn? signedIn, RegistrationCeremony ceremony, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";

        return signedIn is not null && await ceremony.BeginAsync(signedIn.SessionId, cancellationToken: http.RequestAborted) is { Succeeded: true } begun
            ? TypedResults.Json(begun.Value)
            : TypedResults.Problem(Text.Api_SignedOut, statusCode: StatusCodes.Status401Unauthorized);
    }

    private static Task<IResult> DeclineAsync([FromForm] string? returnUrl, SignedIn? signedIn, PasskeyOffers offers, HttpContext http) =>
        AnswerAsync(returnUrl, signedIn, session => offers.DeclineAsync(session, forGood: false, http.RequestAborted));

    private static Task<IResult> DeclineForGoodAsync([FromForm] string? returnUrl, SignedIn? signedIn, PasskeyOffers offers, HttpContext http) =>
        AnswerAsync(returnUrl, signedIn, session => offers.DeclineAsync(session, forGood: true, http.RequestAborted));

    private static Task<IResult> AllowAsync([FromForm] string? returnUrl, SignedIn? signedIn, PasskeyOffers offers, HttpContext http) =>
        AnswerAsync(returnUrl, signedIn, session => offers.AllowAsync(session, http.RequestAborted));

    private static async Task<IResult> AnswerAsync(string? returnUrl, SignedIn? signedIn, Func<Guid, Task> answer)
    {
        if (signedIn is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, returnUrl);
        }

        await answer(signedIn.SessionId);
        return TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl));
    }
}
