using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>
/// Handles the provider's answer. The user signs in, reauthenticates, or links another external identity as a sign-in method.
/// </summary>
public sealed partial class ProviderCallback(
    IDbContextFactory<AppDbContext> databases,
    ExternalSignIn externalSignIn,
    SessionBridge sessions,
    RequestEvents activity,
    PendingLinks links,
    PasskeyOffers offers,
    BrowserCookie browser,
    WayBack wayBack,
    ILogger<ProviderCallback> logger)
{
    /// <summary>Redirects to the page where the user started.</summary>
    public RedirectHttpResult Failed(ProviderError error, ProviderReturnQuery query, SignedIn? signedIn, HttpContext http)
    {
        // A form that a page of the provider posts comes without cookies. This redirect after it comes with them.
        if (query.ReturnUrl is null && wayBack.Find(http, state: null) is { } copy)
        {
            query = ProviderReturn.QueryFor(copy, query.Reference);
        }

        var failure = error switch
        {
            ProviderError.Cancelled => Failure.ProviderCancelled,
            ProviderError.NotProvedFresh => Failure.NotProvedFresh,
            _ => Failure.ProviderFailed,
        };

        return Back(failure, query, signedIn);
    }

    public async Task<IResult> HandleAsync(ProviderReturnQuery query, SignedIn? signedIn, HttpContext http)
    {
        var external = await http.AuthenticateAsync(ProviderServices.ExternalScheme);
        if (!external.Succeeded)
        {
            // A second answer of one sign-in: the user is signed in already and continues without a message.
            return query.IsToConfirm || query.IsToLink ? Back(Failure.ChallengeExpired, query, signedIn) : SignInAddress.Failed(Failure.ChallengeExpired, query.ReturnUrl);
        }

        await http.SignOutAsync(ProviderServices.ExternalScheme);
        var profile = ExternalProfile.From(external.Principal);
        var properties = external.Properties;
        if (!wayBack.IsOfThisBrowser(http, properties))
        {
            LogOfAnotherBrowser(profile.Provider);
            return Back(Failure.ChallengeExpired, query, signedIn);
        }

        if (signedIn is null && (query.IsToConfirm || query.IsToLink))
        {
            return Back(Failure.SignedOut, query, signedIn);
        }

        return await UnitOfWork.RunAsync(
            () => ProviderReturn.SessionToReauthenticate(properties) is { } toConfirm ? ReauthenticateAsync(toConfirm, profile, properties, signedIn, http)
                : ProviderReturn.SessionToLink(properties) is { } toLink ? ProposeAsync(toLink, profile, properties, signedIn, http)
                : SignInAsync(profile, properties, signedIn, http),
            http.RequestAborted);
    }

    private async Task<IResult> SignInAsync(ExternalProfile profile, AuthenticationProperties properties, SignedIn? signedIn, HttpContext http, bool isSecondTry = false)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(properties));
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        var resolved = await externalSignIn.ResolveAsync(db, profile, http.RequestAborted);
        if (resolved.OwnerOfAddress is { } owner)
        {
            return await AskOwnerAsync(owner, profile, properties, signedIn, http);
        }

        if (resolved.Event is { } linked)
        {
            db.AccountEvents.Add(RequestEvents.StampOrigin(http, linked));
        }

        var opened = await sessions.OpenAsync(http, db, ProofOf(resolved.Identity!, properties), ProviderReturn.StayOf(properties));
        if (!opened.Succeeded && opened.Failure == Failure.NotSaved && !isSecondTry)
        {
            // Another request created the account in the meantime: the second try finds it. Or it deleted the account: the
            // second try creates it again.
            return await SignInAsync(profile, properties, signedIn, http, isSecondTry: true);
        }

        if (!opened.Succeeded)
        {
            return SignInAddress.Failed(opened.Failure, wanted);
        }

        var isOffered = ProviderReturn.CanCreateOf(properties) && await offers.IsDueAsync(opened.Value, http.RequestAborted);
        return isOffered ? AddPasskeyAddress.Offer(wanted) : TypedResults.LocalRedirect(wanted);
    }

    /// <summary>
    /// Does not sign in and does not link. The email address belongs to an account, and only its owner can confirm the link, by
    /// a sign-in with an existing method. When the same account comes again, the person reads so and is not asked again; the pending
    /// link begins its time anew.
    /// </summary>
    private async Task<IResult> AskOwnerAsync(Guid owner, ExternalProfile profile, AuthenticationProperties properties, SignedIn? signedIn, HttpContext http)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(properties));
        var isAgain = await links.FindAsync(browser.Read(http), http.RequestAborted) is { SessionId: null } waiting
            && (waiting.UserId, waiting.Issuer, waiting.Subject) == (owner, profile.Issuer, profile.Subject);
        var proposal = links.Proposal(owner, sessionId: null, profile, browser.Ensure(http), ProviderReturn.StayOf(properties));
        return await links.ProposeAsync(proposal, NonceOf(properties), leaving: signedIn, http.RequestAborted) is { } failure
            ? SignInAddress.Failed(failure, wanted)
            : isAgain ? SignInAddress.Failed(Failure.SameAccountAgain, LinkAddress.Keeping(wanted))
            : LinkAddress.Open(wanted);
    }

    private async Task<IResult> ReauthenticateAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties properties, SignedIn? signedIn, HttpContext http)
    {
        var wanted = ReturnUrl.Local(ProviderReturn.ReturnUrlOf(properties));
        if (signedIn?.SessionId != sessionId)
        {
            return ReauthenticationAddress.Failed(Failure.ReauthenticatedAsAnother, wanted, ProviderReturn.ReasonOf(properties));
        }

        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        if (await externalSignIn.FindOfAsync(db, signedIn.UserId, profile, http.RequestAborted) is not { } mine)
        {
            SaveRefusal(http, signedIn.UserId, AccountEventKind.ReauthenticationRefused, profile);
            return ReauthenticationAddress.Failed(Failure.ReauthenticatedAsAnother, wanted, ProviderReturn.ReasonOf(properties));
        }

        var confirmed = await sessions.ReauthenticateAsync(http, db, ProofOf(mine, properties), ProviderReturn.StayOf(properties));
        return confirmed.Succeeded ? TypedResults.LocalRedirect(wanted) : ReauthenticationAddress.Failed(confirmed.Failure, wanted, ProviderReturn.ReasonOf(properties));
    }

    /// <summary>The same session that started the linking is still open. The user sees both accounts and agrees or declines.</summary>
    private async Task<IResult> ProposeAsync(Guid sessionId, ExternalProfile profile, AuthenticationProperties properties, SignedIn? signedIn, HttpContext http)
    {
        if (signedIn?.SessionId != sessionId)
        {
            return ConnectedAccountsAddress.Failed(Failure.ChallengeExpired);
        }

        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        if (await PendingLinks.WhyNotLinkableAsync(db, signedIn.UserId, profile, http.RequestAborted) is { } failure)
        {
            if (failure == Failure.LinkedToAnother)
            {
                SaveRefusal(http, signedIn.UserId, AccountEventKind.LinkRefused, profile);
            }

            return ConnectedAccountsAddress.Failed(failure);
        }

        var proposal = links.Proposal(signedIn.UserId, sessionId, profile, browser.Ensure(http), stay: false);
        return await links.ProposeAsync(proposal, NonceOf(properties), leaving: null, http.RequestAborted) is { } spent
            ? ConnectedAccountsAddress.Failed(spent)
            : LinkAddress.Open(ConnectedAccountsAddress.Path);
    }

    private static RedirectHttpResult Back(Failure failure, ProviderReturnQuery query, SignedIn? signedIn)
    {
        var reference = Reference.Known(query.Reference);
        if (signedIn is null)
        {
            return SignInAddress.Failed(failure, query.ReturnUrl, reference); // the other pages redirect here without a message
        }

        return query.IsToLink
            ? ConnectedAccountsAddress.Failed(failure, reference)
            : ReauthenticationAddress.Failed(failure, query.ReturnUrl, query.Reason, reference); // the sign-in page redirects without a message
    }

    private void SaveRefusal(HttpContext http, Guid userId, AccountEventKind kind, ExternalProfile profile) =>
        activity.SaveAfterResponse(http, externalSignIn.LogRefusal(externalSignIn.Refusal(userId, kind, profile), profile));

    private SignInProof ProofOf(ExternalIdentity identity, AuthenticationProperties properties) =>
        SignInProof.OfIdentity(identity, NonceOf(properties), ProviderReturn.IsProvedFresh(properties));

    private SpentChallenge NonceOf(AuthenticationProperties properties) => externalSignIn.Spend(ProviderReturn.NonceOf(properties));

    [LoggerMessage(LogLevel.Warning, "An answer of {Provider} was refused: it was asked for in another browser.")]
    private partial void LogOfAnotherBrowser(string provider);
}
