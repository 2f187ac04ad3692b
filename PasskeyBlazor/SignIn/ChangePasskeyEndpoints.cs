using Microsoft.AspNetCore.Mvc;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>The endpoints where a signed-in user renames and removes a passkey. No page changes one in a circuit.</summary>
public static class ChangePasskeyEndpoints
{
    public static void MapChangePasskey(this RouteGroupBuilder session)
    {
        session.MapPost("/passkeys/rename", RenameAsync);
        session.MapPost("/passkeys/remove", RemoveAsync);
    }

    private static async Task<IResult> RenameAsync([FromForm] ChangePasskeyForm? form, SignedIn? signedIn, UserPasskeys passkeys, HttpContext http)
    {
        form ??= new(); // null when no field was sent
        var typed = SingleLine.Clean(form.Name, UserPasskeys.MaxNameLength);
        if (signedIn is not null && (typed is null || typed == form.Shown))
        {
            return TypedResults.LocalRedirect(typed is null ? PasskeysAddress.Renaming(form.PasskeyId, "", form.List) : PasskeysAddress.At(form.PasskeyId, form.List));
        }

        var page = PasskeysAddress.Renaming(form.PasskeyId, typed, form.List); // with what the person has typed
        var renamed = signedIn is not null
            ? await passkeys.RenameAsync(signedIn.SessionId, form.PasskeyId, typed, http.RequestAborted)
            : Failure.SignedOut;

        return renamed.Succeeded
            ? TypedResults.LocalRedirect(PasskeysAddress.Done(PasskeyChange.Renamed, form.PasskeyId, form.List))
            : ReauthenticationAddress.Refused(renamed.Failure, page, page, ReauthenticationReason.Rename);
    }

    private static async Task<IResult> RemoveAsync(
        [FromForm] ChangePasskeyForm? form, SignedIn? signedIn, UserPasskeys passkeys, SessionBridge sessions, UnknownPasskey unknown, HttpContext http)
    {
        form ??= new(); // null when no field was sent
        var id = form.PasskeyId;
        var removed = signedIn is null ? null : (await passkeys.ListAsync(signedIn.UserId, http.RequestAborted)).SingleOrDefault(p => p.Id == id);
        var failure = signedIn is not null
            ? await passkeys.RemoveAsync(signedIn.SessionId, id, http.RequestAborted)
            : Failure.SignedOut;
        if (failure is { } refused)
        {
            return ReauthenticationAddress.Refused(refused, form.List, PasskeysAddress.Removing(id, form.List), ReauthenticationReason.Remove);
        }

        if (!await sessions.ForgetEndedAsync(http))
        {
            return TypedResults.LocalRedirect(PasskeysAddress.Done(PasskeyChange.Removed, id, form.List));
        }

        unknown.Write(http, removed!.CredentialId); // the sign-in page signals to the password manager
        return SignInAddress.Failed(Failure.PasskeyRemovedHere, form.List);
    }
}
