using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>Handles the answer to a request for a new passkey, which a form posts.</summary>
public sealed class AddPasskeyAnswer(RegistrationCeremony ceremony, PasskeySignals signals, UnknownPasskey unknown, BrowserPasskeys here)
{
    public async Task<IResult> CompleteAsync(AddPasskeyForm form, SignedIn? signedIn, HttpContext http)
    {
        var isOffer = form.Offer == "true";
        if (string.IsNullOrEmpty(form.Credential))
        {
            return TypedResults.LocalRedirect(AddPasskeyAddress.For(form.ReturnUrl, isOffer));
        }

        var passkey = signedIn is null
            ? Failure.SignedOut
            : await ceremony.CompleteAsync(signedIn.SessionId, form.State ?? "", form.Credential, CancellationToken.None); // the answer is there: it is saved
        if (passkey.Succeeded)
        {
            here.Add(http, passkey.Value.Id, form.Credential);
            return AddPasskeyAddress.Added(passkey.Value.Id, form.ReturnUrl);
        }

        if (await signals.UnknownIdAsync(form.Credential, http.RequestAborted) is { } credentialId)
        {
            unknown.Write(http, credentialId);
        }

        return passkey.Failure == Failure.SignedOut
            ? SignInAddress.Failed(Failure.SignedOut, AddPasskeyAddress.For(form.ReturnUrl, isOffer))
            : AddPasskeyAddress.Failed(passkey.Failure, form.ReturnUrl, isOffer);
    }
}
