using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Where every way through a provider arrives: with somebody who signs in, who confirms that they are still there, or who wants
/// one more account to be a way in.
/// </summary>
public sealed class ProviderCallback(
    IDbContextFactory<AppDbContext> databases,
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
        var failure = error == ProviderError.Cancelled ? Failure.ProviderCancelled : Failure.ProviderFailed;
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
            return SignInPage.Failed(Failure.ChallengeExpired, Http.Request.Query["returnUrl"]);
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
        await using var db = await databases.CreateDbContextAsync(Cancel);
        var arrival = await externalSignIn.ArriveAsync(db, profile, Cancel);
        if (arrival.OwnerOfAddress is { } owner)
        {
            return await AskOwnerAsync(owner, profile, way);
        }

        if (arrival.Event is { } linked)
        {
            db.Activities.Add(activity.SayFromWhere(linked));
        }

        var opened = await sessions.OpenAsync(db, SignInProof.OfIdentity(arrival.Identity!, NonceOf(way)), ProviderReturn.StayOf(way));
        if (!opened.Succeeded && opened.Failure == Failure.NotSaved && !isSecondTry)
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
        return await links.ProposeAsync(proposal, NonceOf(way), leaving: SignedIn.From(Http.User)?.SessionId, Cancel) is { } failure
            ? SignInPage.Failed(failure, wanted)
            : LinkPage.Open(wanted);
    }

    private async Task<IResult> ConfirmAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties way)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(way));
        if (SignedIn.From(Http.User) is not { } signedIn || signedIn.SessionId != sessionId)
        {
            return ConfirmPage.Failed(Failure.ConfirmedByAnother, wanted, ProviderReturn.ReasonOf(way));
        }

        await using var db = await databases.CreateDbContextAsync(Cancel);
        if (await externalSignIn.FindOfAsync(db, signedIn.UserId, profile, Cancel) is not { } mine)
        {
            activity.SaveAfterResponse(externalSignIn.LogRefusal(signedIn.UserId, ActivityKind.ConfirmationRefused, profile));
            return ConfirmPage.Failed(Failure.ConfirmedByAnother, wanted, ProviderReturn.ReasonOf(way));
        }

        var confirmed = await sessions.ConfirmAsync(db, SignInProof.OfIdentity(mine, NonceOf(way)), ProviderReturn.StayOf(way));
        return confirmed.Succeeded ? TypedResults.LocalRedirect(wanted) : ConfirmPage.Failed(confirmed.Failure, wanted, ProviderReturn.ReasonOf(way));
    }

    /// <summary>The one who wanted it is still here: they see both sides, and say yes or no.</summary>
    private async Task<IResult> ProposeAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties way)
    {
        if (SignedIn.From(Http.User) is not { } signedIn || signedIn.SessionId != sessionId)
        {
            return AccountsPage.Failed(Failure.ChallengeExpired);
        }

        await using var db = await databases.CreateDbContextAsync(Cancel);
        if (await PendingLinks.WhyNotLinkableAsync(db, signedIn.UserId, profile, Cancel) is { } failure)
        {
            if (failure == Failure.LinkedToAnother)
            {
                activity.SaveAfterResponse(externalSignIn.LogRefusal(signedIn.UserId, ActivityKind.LinkRefused, profile));
            }

            return AccountsPage.Failed(failure);
        }

        var proposal = links.Proposal(signedIn.UserId, sessionId, profile, browser.Ensure(Http), stay: false);
        return await links.ProposeAsync(proposal, NonceOf(way), leaving: null, Cancel) is { } spent
            ? AccountsPage.Failed(spent)
            : LinkPage.Open(AccountsPage.Path);
    }

    private SpentChallenge NonceOf(AuthenticationProperties way) => externalSignIn.Spend(ProviderReturn.TicketOf(way));
}
