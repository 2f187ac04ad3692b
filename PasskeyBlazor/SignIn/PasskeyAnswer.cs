using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>Handles the answer of a passkey. The user signs in or reauthenticates.</summary>
public sealed class PasskeyAnswer(
    IDbContextFactory<AppDbContext> databases,
    AuthenticationCeremony ceremony,
    Reauthentication reauthentication,
    SessionBridge sessions,
    RequestEvents activity,
    BrowserCookie browser,
    BrowserPasskeys here,
    UnknownPasskey unknown,
    PasskeyOffers offers)
{
    public async Task<IResult> OpenSessionAsync(PasskeyForm form, HttpContext http) => string.IsNullOrEmpty(form.Credential)
        ? SignInAddress.Begin(form.ReturnUrl)
        : await UnitOfWork.RunAsync(() => OpenSessionAsync(form, form.Credential, http), http.RequestAborted);

    public Task<IResult> ReauthenticateAsync(PasskeyForm form, SignedIn? signedIn, HttpContext http) =>
        UnitOfWork.RunAsync(() => ReauthenticateOnceAsync(form, signedIn, http), http.RequestAborted);

    private async Task<IResult> OpenSessionAsync(PasskeyForm form, string credential, HttpContext http)
    {
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        var result = await ceremony.CompleteAsync(db, browser.Read(http), form.State ?? "", credential, http.RequestAborted);
        if (!result.Succeeded)
        {
            activity.SaveAfterResponse(http, result.Refusal.Event, result.Refusal.Defect);
            if (result.Refusal.UnknownCredentialId is { } id)
            {
                unknown.Write(http, id);
            }

            return SignInAddress.Failed(result.Refusal.Failure, form.ReturnUrl);
        }

        var opened = await sessions.OpenAsync(http, db, result.Value, form.Stay ?? false);
        if (!opened.Succeeded)
        {
            return SignInAddress.Failed(opened.Failure, form.ReturnUrl);
        }

        here.Add(http, result.Value.Passkey!.Id, credential);
        var wanted = ReturnUrl.Local(form.ReturnUrl);
        var isOffered = form.CanCreate == "true" && IsOfPhone(result.Value.Passkey!) && await offers.IsDueAsync(opened.Value, http.RequestAborted);
        return isOffered ? AddPasskeyAddress.Offer(wanted) : TypedResults.LocalRedirect(wanted);
    }

    /// <summary>Whether the authenticator is a device of its own that people unlock, and no security key.</summary>
    private static bool IsOfPhone(Passkey passkey) =>
        passkey.Transports.Contains("hybrid") && !passkey.Transports.Any(transport => transport is "usb" or "nfc" or "ble");

    private async Task<IResult> ReauthenticateOnceAsync(PasskeyForm form, SignedIn? signedIn, HttpContext http)
    {
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        if (signedIn is null || await reauthentication.FindOpenAsync(db, signedIn.SessionId, http.RequestAborted) is not { } session)
        {
            return SignInAddress.Failed(Failure.SignedOut, form.ReturnUrl);
        }

        if (string.IsNullOrEmpty(form.Credential))
        {
            return ReauthenticationAddress.Begin(form.ReturnUrl, form.Reason);
        }

        var result = await ceremony.CompleteReauthenticationAsync(db, session, form.State ?? "", form.Credential, http.RequestAborted);
        if (!result.Succeeded)
        {
            activity.SaveAfterResponse(http, result.Refusal.Event, result.Refusal.Defect);
            return ReauthenticationAddress.Failed(result.Refusal.Failure, form.ReturnUrl, form.Reason);
        }

        var opened = await sessions.ReauthenticateAsync(http, db, result.Value, session.IsPersistent);
        if (!opened.Succeeded)
        {
            return ReauthenticationAddress.Failed(opened.Failure, form.ReturnUrl, form.Reason);
        }

        here.Add(http, result.Value.Passkey!.Id, form.Credential);
        return TypedResults.LocalRedirect(ReturnUrl.Local(form.ReturnUrl));
    }
}
