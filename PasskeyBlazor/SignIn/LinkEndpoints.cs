using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Http;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>The endpoints that link an external identity to an account as a sign-in method, and unlink it.</summary>
public static class LinkEndpoints
{
    public static void MapLinks(this RouteGroupBuilder session)
    {
        session.MapPost("/link", LinkAsync).RequireRateLimiting(nameof(RateLimits.Complete));
        session.MapPost("/link/provider", ContinueWithProviderAsync).RequireRateLimiting(nameof(RateLimits.Begin));
        session.MapPost("/link/new", ContinueAsNewAsync).RequireRateLimiting(nameof(RateLimits.Complete));
        session.MapPost("/link/drop", DropAsync).RequireRateLimiting(nameof(RateLimits.Complete));
        session.MapPost("/link/end", DisconnectAsync).RequireRateLimiting(nameof(RateLimits.Complete));
    }

    /// <summary>Starts the linking. The signed-in user goes to the provider and proves the external identity there.</summary>
    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] string? provider, SignedIn? signedIn, Reauthentication reauthentication, ProviderDirectory providers, ProviderChallenge challenge, HttpContext http)
    {
        if (signedIn is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, ConnectedAccountsAddress.Path);
        }

        var session = await reauthentication.FindAsync(signedIn.SessionId, http.RequestAborted);
        if (!session.Succeeded)
        {
            return ReauthenticationAddress.Refused(session.Failure, ConnectedAccountsAddress.Path, ConnectedAccountsAddress.Path, ReauthenticationReason.Link);
        }

        if (!providers.TryFind(provider, out var known))
        {
            return ConnectedAccountsAddress.Failed(Failure.ProviderUnavailable);
        }

        var properties = ProviderReturn.Begin(ConnectedAccountsAddress.Path, session.Value.IsPersistent).Linking(signedIn.SessionId);
        return await challenge.SendAsync(http, known, properties) is { } reference
            ? ConnectedAccountsAddress.Failed(Failure.ProviderUnavailable, reference)
            : TypedResults.Empty;
    }

    /// <summary>The user agrees: the pending link of this browser becomes a sign-in method.</summary>
    private static async Task<IResult> LinkAsync([FromForm] string? returnUrl, SignedIn? signedIn, PendingLinks links, BrowserCookie browser, HttpContext http)
    {
        if (signedIn is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, LinkAddress.Keeping(returnUrl));
        }

        var wanted = ReturnUrl.Local(returnUrl);
        var isGoingOn = LinkAddress.LeadsOn(wanted);
        if (await links.CompleteAsync(signedIn.SessionId, browser.Read(http), http.RequestAborted) is { } failure)
        {
            if (isGoingOn && failure == Failure.ChallengeExpired && await links.FindAsync(browser.Read(http), http.RequestAborted) is null)
            {
                return TypedResults.LocalRedirect(LinkAddress.For(wanted)); // that page says so, and leads on
            }

            return ReauthenticationAddress.Refused(failure, ConnectedAccountsAddress.Path, LinkAddress.For(wanted), ReauthenticationReason.Link);
        }

        return isGoingOn ? TypedResults.LocalRedirect(wanted) : ConnectedAccountsAddress.Done(AccountsChange.Linked);
    }

    /// <summary>The user declines: a new account is created from the pending link, without the email address.</summary>
    private static Task<IResult> ContinueAsNewAsync(
        [FromForm] string? returnUrl, IDbContextFactory<AppDbContext> databases, PendingLinks links, BrowserCookie browser, SessionBridge sessions, HttpContext http) =>
        UnitOfWork.RunAsync(() => ContinueAsNewOnceAsync(returnUrl, databases, links, browser, sessions, http), http.RequestAborted);

    private static async Task<IResult> ContinueAsNewOnceAsync(
        string? returnUrl, IDbContextFactory<AppDbContext> databases, PendingLinks links, BrowserCookie browser, SessionBridge sessions, HttpContext http)
    {
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        var link = await links.FindAsync(db, browser.Read(http), http.RequestAborted);
        if (link is null || link.SessionId is not null)
        {
            return SignInAddress.Failed(Failure.ChallengeExpired, returnUrl);
        }

        var opened = await sessions.OpenAsync(http, db, await links.StageNewAsync(db, link, http.RequestAborted), link.IsPersistent);

        return opened.Succeeded ? TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl)) : SignInAddress.Failed(opened.Failure, returnUrl);
    }

    private static async Task<IResult> DropAsync([FromForm] string? returnUrl, PendingLinks links, BrowserCookie browser, HttpContext http)
    {
        await links.DropAsync(browser.Read(http), http.RequestAborted);

        return TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl));
    }

    private static async Task<IResult> DisconnectAsync(
        [FromForm] string? id, SignedIn? signedIn, ConnectedAccounts accounts, SessionBridge sessions, HttpContext http)
    {
        if (signedIn is null)
        {
            return SignInAddress.Failed(Failure.SignedOut, ConnectedAccountsAddress.Path);
        }

        var identityId = Guid.TryParse(id, out var known) ? known : Guid.Empty;
        if (await accounts.DisconnectAsync(signedIn.SessionId, identityId, http.RequestAborted) is { } failure)
        {
            return ReauthenticationAddress.Refused(failure, ConnectedAccountsAddress.Path, ConnectedAccountsAddress.Disconnecting(identityId), ReauthenticationReason.Unlink);
        }

        return await sessions.ForgetEndedAsync(http)
            ? SignInAddress.Failed(Failure.SignedOut, ConnectedAccountsAddress.Path)
            : ConnectedAccountsAddress.Done(AccountsChange.Unlinked);
    }
}
