using Microsoft.AspNetCore.Authentication;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Where every way through a provider arrives: with somebody who signs in, who confirms that they are still there, or who wants
/// one more account to be a way in.
/// </summary>
public sealed class ProviderCallback(
    AppDbContext db,
    ExternalSignIn externalSignIn,
    SessionBridge sessions,
    RequestActivity activity,
    PendingLinks links,
    BrowserCookie browser,
    IHttpContextAccessor request)
{
    private HttpContext Http => request.HttpContext ?? throw new InvalidOperationException("Only a request comes back from a provider.");

    private CancellationToken Cancel => Http.RequestAborted;

    /// <summary>Back to the page that the way began on.</summary>
    public IResult Failed(ProviderError error, string? reference, string? returnUrl, bool confirm, string? reason, bool link)
    {
        var failure = error == ProviderError.Cancelled ? CeremonyFailure.ProviderCancelled : CeremonyFailure.ProviderFailed;
        if (link)
        {
            return AccountsPage.Failed(failure, reference);
        }

        var isSignedIn = SignedIn.From(Http.User) is not null; // and would be sent on by the sign-in page without a word
        return confirm || isSignedIn ? ConfirmPage.Failed(failure, returnUrl, reason, reference) : SignInPage.Failed(failure, returnUrl, reference);
    }

    public async Task<IResult> GoOnAsync()
    {
        var external = await Http.AuthenticateAsync(ProviderServices.ExternalScheme);
        if (!external.Succeeded)
        {
            return SignInPage.Failed(CeremonyFailure.ChallengeExpired, Http.Request.Query["returnUrl"]);
        }

        await Http.SignOutAsync(ProviderServices.ExternalScheme);
        var profile = ExternalProfile.From(external.Principal);
        var way = external.Properties;
        if (ProviderReturn.SessionToConfirm(way) is { } toConfirm)
        {
            return await ConfirmAsync(toConfirm, profile, way);
        }

        return ProviderReturn.SessionToLink(way) is { } toLink ? await ProposeAsync(toLink, profile, way) : await SignInAsync(profile, way);
    }

    private async Task<IResult> SignInAsync(ExternalProfile profile, AuthenticationProperties way, bool isSecondTry = false)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(way));
        var arrival = await externalSignIn.ArriveAsync(db, profile, ProviderReturn.TicketOf(way), Cancel);
        if (arrival.OwnerOfAddress is { } owner)
        {
            return await AskOwnerAsync(owner, profile, way);
        }

        var opened = await sessions.OpenAsync(arrival.Identity!, ProviderReturn.StayOf(way));
        if (!opened.Succeeded && opened.Failure == CeremonyFailure.NotSaved && !isSecondTry)
        {
            // Another request made the account meanwhile, and now it is there to be found; or deleted it, and it is made anew.
            return await SignInAsync(profile, way, isSecondTry: true);
        }

        return opened.Succeeded ? TypedResults.LocalRedirect(wanted) : SignInPage.Failed(opened.Failure, wanted);
    }

    /// <summary>Signs nobody in and links nothing: the address is somebody's, and only they can say so, by coming in as before.</summary>
    private async Task<IResult> AskOwnerAsync(Guid owner, ExternalProfile profile, AuthenticationProperties way)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(way));
        var proposal = links.Proposal(owner, sessionId: null, profile, browser.Ensure(Http), ProviderReturn.StayOf(way));
        return await links.ProposeAsync(db, proposal, leaving: SignedIn.From(Http.User)?.SessionId, Cancel) is { } failure
            ? SignInPage.Failed(failure, wanted)
            : LinkPage.Open(wanted);
    }

    private async Task<IResult> ConfirmAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties way)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(way));
        var mine = SignedIn.From(Http.User) is { } signedIn && signedIn.SessionId == sessionId
            ? await externalSignIn.FindOfAsync(db, signedIn.UserId, profile, ProviderReturn.TicketOf(way), Cancel)
            : null;
        if (mine is null)
        {
            activity.NoteRefusal();
            return ConfirmPage.Failed(CeremonyFailure.ConfirmedByAnother, wanted, ProviderReturn.ReasonOf(way));
        }

        var confirmed = await sessions.ConfirmAsync(mine, ProviderReturn.StayOf(way));
        return confirmed.Succeeded ? TypedResults.LocalRedirect(wanted) : ConfirmPage.Failed(confirmed.Failure, wanted, ProviderReturn.ReasonOf(way));
    }

    /// <summary>The one who wanted it is still here: they see both sides, and say yes or no.</summary>
    private async Task<IResult> ProposeAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties way)
    {
        if (SignedIn.From(Http.User) is not { } signedIn || signedIn.SessionId != sessionId)
        {
            return AccountsPage.Failed(CeremonyFailure.ChallengeExpired);
        }

        if (await PendingLinks.WhyNotLinkableAsync(db, signedIn.UserId, profile, Cancel) is { } failure)
        {
            if (failure == CeremonyFailure.LinkedToAnother)
            {
                externalSignIn.StageRefusal(db, signedIn.UserId, ActivityKind.LinkRefused, profile);
                activity.NoteRefusal();
            }

            return AccountsPage.Failed(failure);
        }

        db.SpentChallenges.Add(externalSignIn.Spent(ProviderReturn.TicketOf(way)));
        var proposal = links.Proposal(signedIn.UserId, sessionId, profile, browser.Ensure(Http), stay: false);
        return await links.ProposeAsync(db, proposal, leaving: null, Cancel) is { } spent
            ? AccountsPage.Failed(spent)
            : LinkPage.Open(AccountsPage.Path);
    }
}
