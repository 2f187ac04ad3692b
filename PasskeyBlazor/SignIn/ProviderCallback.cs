using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>
/// Handles the provider's answer. The user signs in, reauthenticates, or links another external identity as a sign-in method.
/// </summary>
public sealed class ProviderCallback(
    IDbContextFactory<AppDbContext> databases,
    ExternalSignIn externalSignIn,
    SessionBridge sessions,
    RequestEvents activity,
    PendingLinks links,
    BrowserCookie browser,
    IHttpContextAccessor request)
{
    private HttpContext Http => request.HttpContext ?? throw new InvalidOperationException("Only a request comes back from a provider.");

    private CancellationToken Cancel => Http.RequestAborted;

    /// <summary>Redirects to the page where the user started.</summary>
    public IResult Failed(ProviderError error, string? reference, string? returnUrl, bool confirm, string? reason, bool link)
    {
        var failure = error == ProviderError.Cancelled ? Failure.ProviderCancelled : Failure.ProviderFailed;
        if (link)
        {
            return ConnectedAccountsAddress.Failed(failure, reference);
        }

        var isSignedIn = SignedIn.From(Http.User) is not null; // The sign-in page redirects a signed-in user without a message.
        return confirm || isSignedIn ? ReauthenticationAddress.Failed(failure, returnUrl, reason, reference) : SignInAddress.Failed(failure, returnUrl, reference);
    }

    public async Task<IResult> HandleAsync()
    {
        var external = await Http.AuthenticateAsync(ProviderServices.ExternalScheme);
        if (!external.Succeeded)
        {
            return SignInAddress.Failed(Failure.ChallengeExpired, Http.Request.Query["returnUrl"]);
        }

        await Http.SignOutAsync(ProviderServices.ExternalScheme);
        var profile = ExternalProfile.From(external.Principal);
        var way = external.Properties;
        if (ProviderReturn.SessionToReauthenticate(way) is { } toConfirm)
        {
            return await ReauthenticateAsync(toConfirm, profile, way);
        }

        return ProviderReturn.SessionToLink(way) is { } toLink ? await ProposeAsync(toLink, profile, way) : await SignInAsync(profile, way);
    }

    private async Task<IResult> SignInAsync(ExternalProfile profile, AuthenticationProperties way, bool isSecondTry = false)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(way));
        await using var db = await databases.CreateDbContextAsync(Cancel);
        var arrival = await externalSignIn.ResolveAsync(db, profile, Cancel);
        if (arrival.OwnerOfAddress is { } owner)
        {
            return await AskOwnerAsync(owner, profile, way);
        }

        if (arrival.Event is { } linked)
        {
            db.AccountEvents.Add(activity.StampOrigin(linked));
        }

        var opened = await sessions.OpenAsync(db, SignInProof.OfIdentity(arrival.Identity!, NonceOf(way)), ProviderReturn.StayOf(way));
        if (!opened.Succeeded && opened.Failure == Failure.NotSaved && !isSecondTry)
        {
            // Another request created the account in the meantime: the second try finds it. Or it deleted the account: the
            // second try creates it again.
            return await SignInAsync(profile, way, isSecondTry: true);
        }

        return opened.Succeeded ? TypedResults.LocalRedirect(wanted) : SignInAddress.Failed(opened.Failure, wanted);
    }

    /// <summary>
    /// Does not sign in and does not link. The email address belongs to an account, and only its owner can confirm the link, by
    /// a sign-in with an existing method.
    /// </summary>
    private async Task<IResult> AskOwnerAsync(Guid owner, ExternalProfile profile, AuthenticationProperties way)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(way));
        var proposal = links.Proposal(owner, sessionId: null, profile, browser.Ensure(Http), ProviderReturn.StayOf(way));
        return await links.ProposeAsync(proposal, NonceOf(way), leaving: SignedIn.From(Http.User)?.SessionId, Cancel) is { } failure
            ? SignInAddress.Failed(failure, wanted)
            : LinkAddress.Open(wanted);
    }

    private async Task<IResult> ReauthenticateAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties way)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(way));
        if (SignedIn.From(Http.User) is not { } signedIn || signedIn.SessionId != sessionId)
        {
            return ReauthenticationAddress.Failed(Failure.ReauthenticatedAsAnother, wanted, ProviderReturn.ReasonOf(way));
        }

        await using var db = await databases.CreateDbContextAsync(Cancel);
        if (await externalSignIn.FindOfAsync(db, signedIn.UserId, profile, Cancel) is not { } mine)
        {
            SaveRefusal(signedIn.UserId, AccountEventKind.ReauthenticationRefused, profile);
            return ReauthenticationAddress.Failed(Failure.ReauthenticatedAsAnother, wanted, ProviderReturn.ReasonOf(way));
        }

        var confirmed = await sessions.ReauthenticateAsync(db, SignInProof.OfIdentity(mine, NonceOf(way)), ProviderReturn.StayOf(way));
        return confirmed.Succeeded ? TypedResults.LocalRedirect(wanted) : ReauthenticationAddress.Failed(confirmed.Failure, wanted, ProviderReturn.ReasonOf(way));
    }

    /// <summary>The same session that started the linking is still open. The user sees both accounts and agrees or declines.</summary>
    private async Task<IResult> ProposeAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties way)
    {
        if (SignedIn.From(Http.User) is not { } signedIn || signedIn.SessionId != sessionId)
        {
            return ConnectedAccountsAddress.Failed(Failure.ChallengeExpired);
        }

        await using var db = await databases.CreateDbContextAsync(Cancel);
        if (await PendingLinks.WhyNotLinkableAsync(db, signedIn.UserId, profile, Cancel) is { } failure)
        {
            if (failure == Failure.LinkedToAnother)
            {
                SaveRefusal(signedIn.UserId, AccountEventKind.LinkRefused, profile);
            }

            return ConnectedAccountsAddress.Failed(failure);
        }

        var proposal = links.Proposal(signedIn.UserId, sessionId, profile, browser.Ensure(Http), stay: false);
        return await links.ProposeAsync(proposal, NonceOf(way), leaving: null, Cancel) is { } spent
            ? ConnectedAccountsAddress.Failed(spent)
            : LinkAddress.Open(ConnectedAccountsAddress.Path);
    }

    private void SaveRefusal(Guid userId, AccountEventKind kind, ExternalProfile profile) =>
        activity.SaveAfterResponse(externalSignIn.LogRefusal(externalSignIn.Refusal(userId, kind, profile), profile));

    private SpentChallenge NonceOf(AuthenticationProperties way) => externalSignIn.Spend(ProviderReturn.NonceOf(way));
}
