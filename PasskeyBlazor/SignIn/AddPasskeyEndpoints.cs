using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PasskeyBlazor.Http;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>The endpoints of the page that creates a passkey without a circuit, and of the offer after a sign-in.</summary>
public static class AddPasskeyEndpoints
{
    public static void MapAddPasskey(this RouteGroupBuilder session)
    {
        session.MapPost("/passkeys/add", AddAsync).RequireRateLimiting(nameof(RateLimits.Complete));
        session.MapGet("/passkeys/here", RememberAsync).RequireRateLimiting(nameof(RateLimits.Begin));
        session.MapPost("/passkeys/offer/later", DeclineAsync);
        session.MapPost("/passkeys/offer/never", DeclineForGoodAsync);
        session.MapPost("/passkeys/offer/allow", AllowAsync);
    }

    private static Task<IResult> AddAsync([FromForm] AddPasskeyForm? form, SignedIn? signedIn, AddPasskeyAnswer answer, HttpContext http) =>
        answer.CompleteAsync(form ?? new(), signedIn, http); // null when no field was sent

    /// <summary>
    /// Remembers a passkey that a circuit has just created in this browser: a circuit can write no cookie. Says nothing about other
    /// passkeys.
    /// </summary>
    private static async Task<NoContent> RememberAsync(string? id, SignedIn? signedIn, UserPasskeys passkeys, BrowserPasskeys here, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (signedIn is not null && Guid.TryParse(id, out var known)
            && (await passkeys.ListAsync(signedIn.UserId, http.RequestAborted)).Any(p => p.Id == known && p.CreatedAt >= signedIn.AuthenticatedAt))
        {
            here.Add(http, known);
        }

        return TypedResults.NoContent();
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
