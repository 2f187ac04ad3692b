using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Sessions;

/// <summary>The addresses where an account at a provider becomes a way in, and stops being one.</summary>
public static class LinkEndpoints
{
    public static void MapLinks(this RouteGroupBuilder session)
    {
        session.MapPost("/link", LinkAsync);
        session.MapPost("/link/provider", ContinueWithProviderAsync);
        session.MapPost("/link/new", ContinueAsNewAsync);
        session.MapPost("/link/drop", DropAsync);
        session.MapPost("/link/end", DisconnectAsync);
    }

    /// <summary>Begins: whoever is signed in shall prove at a provider that they have an account there, too.</summary>
    private static async Task<IResult> ContinueWithProviderAsync(
        [FromForm] string? provider,
        AppDbContext db, RecentSignIn recentSignIn, ProviderDirectory providers, ProviderChallenge challenge, TimeProvider clock, HttpContext http)
    {
        if (SignedIn.From(http.User) is not { } signedIn)
        {
            return SignInPage.Failed(Failure.SignedOut, AccountsPage.Path);
        }

        var session = await recentSignIn.FindAsync(db, signedIn.SessionId, http.RequestAborted);
        if (!session.Succeeded)
        {
            return ConfirmPage.Refused(session.Failure, AccountsPage.Path, AccountsPage.Path, ConfirmReason.Link);
        }

        if (!providers.TryFind(provider, out var known))
        {
            return AccountsPage.Failed(Failure.ProviderUnavailable);
        }

        var way = ProviderReturn.Begin(AccountsPage.Path, session.Value.IsPersistent).Linking(signedIn.SessionId, clock.GetUtcNow(), known);
        return await challenge.SendAsync(http, known, way) is { } reference
            ? AccountsPage.Failed(Failure.ProviderUnavailable, reference)
            : TypedResults.Empty;
    }

    /// <summary>Yes: the account that waits in this browser becomes a way in.</summary>
    private static async Task<IResult> LinkAsync([FromForm] string? returnUrl, PendingLinks links, BrowserCookie browser, HttpContext http)
    {
        if (SignedIn.From(http.User) is not { } signedIn)
        {
            return SignInPage.Failed(Failure.SignedOut, LinkPage.Path);
        }

        var wanted = ReturnUrl.Local(returnUrl);
        if (await links.CompleteAsync(signedIn.SessionId, browser.Read(http), http.RequestAborted) is { } failure)
        {
            return ConfirmPage.Refused(failure, AccountsPage.Path, LinkPage.For(wanted), ConfirmReason.Link);
        }

        return wanted is "/" or AccountsPage.Path ? AccountsPage.Done(AccountsChange.Linked) : TypedResults.LocalRedirect(wanted);
    }

    /// <summary>No: whoever it is goes on as somebody new, without the address.</summary>
    private static async Task<IResult> ContinueAsNewAsync(
        [FromForm] string? returnUrl,
        IDbContextFactory<AppDbContext> databases, PendingLinks links, ExternalSignIn externalSignIn, BrowserCookie browser,
        SessionBridge sessions, HttpContext http)
    {
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        var link = await links.FindAsync(db, browser.Read(http), http.RequestAborted);
        if (link is null || link.SessionId is not null)
        {
            return SignInPage.Failed(Failure.ChallengeExpired, returnUrl);
        }

        var identity = await externalSignIn.CreateAsync(db, PendingLinks.ProfileOf(link), http.RequestAborted);
        var opened = await sessions.OpenAsync(db, SignInProof.OfPendingLink(identity, link), link.IsPersistent);

        return opened.Succeeded ? TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl)) : SignInPage.Failed(opened.Failure, returnUrl);
    }

    private static async Task<IResult> DropAsync([FromForm] string? returnUrl, PendingLinks links, BrowserCookie browser, HttpContext http)
    {
        await links.DropAsync(browser.Read(http), http.RequestAborted);

        return TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl));
    }

    private static async Task<IResult> DisconnectAsync(
        [FromForm] string? id, AppDbContext db, RecentSignIn recentSignIn, ConnectedAccounts accounts, LastWay lastWay, HttpContext http)
    {
        if (SignedIn.From(http.User) is not { } signedIn)
        {
            return SignInPage.Failed(Failure.SignedOut, AccountsPage.Path);
        }

        var identityId = Guid.TryParse(id, out var known) ? known : Guid.Empty;
        if (await accounts.DisconnectAsync(signedIn.SessionId, identityId, http.RequestAborted) is { } failure)
        {
            return ConfirmPage.Refused(failure, AccountsPage.Path, AccountsPage.Disconnecting(identityId), ConfirmReason.Unlink);
        }

        if (await recentSignIn.FindOpenAsync(db, signedIn.SessionId, http.RequestAborted) is not null)
        {
            return AccountsPage.Done(AccountsChange.Unlinked);
        }

        // This session was opened through that account, and ended with it. That way is not to be taken again from habit: it may
        // lead to a new account now.
        lastWay.Forget(http);
        await http.SignOutAsync(SessionServices.Scheme);
        return SignInPage.Failed(Failure.SignedOut, AccountsPage.Path);
    }
}
