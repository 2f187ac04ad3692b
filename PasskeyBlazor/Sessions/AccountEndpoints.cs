using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace PasskeyBlazor.Sessions;

/// <summary>The addresses where somebody who is signed in signs out elsewhere, and does something with the account as a whole.</summary>
/// <remarks>A handler that needs nothing of its form takes it all the same: binding it is what checks the antiforgery token.</remarks>
public static class AccountEndpoints
{
    public static void MapAccount(this RouteGroupBuilder session)
    {
        session.MapPost("/end/other", EndOtherAsync);
        session.MapPost("/end/others", EndOthersAsync);
        session.MapPost("/account/shown", ShowAsync);
        session.MapPost("/account/data", DownloadAsync);
        session.MapPost("/account/delete", DeleteAsync);
    }

    private static async Task<IResult> EndOtherAsync([FromForm] string? id, UserSessions sessions, HttpContext http)
    {
        var ended = SignedIn.From(http.User) is { } signedIn
            ? await sessions.EndOtherAsync(signedIn.SessionId, Named(id), http.RequestAborted)
            : null;

        return ended is { } count ? SessionsPage.Ended(count) : SignInPage.Failed(Failure.SignedOut, SessionsPage.Path);
    }

    private static async Task<IResult> EndOthersAsync(IFormCollection form, UserSessions sessions, HttpContext http)
    {
        var ended = SignedIn.From(http.User) is { } signedIn
            ? await sessions.EndOthersAsync(signedIn.SessionId, http.RequestAborted)
            : null;

        return ended is { } count ? SessionsPage.Ended(count) : SignInPage.Failed(Failure.SignedOut, SessionsPage.Path);
    }

    private static async Task<IResult> ShowAsync([FromForm] string? id, UserAccount account, HttpContext http)
    {
        var failure = SignedIn.From(http.User) is { } signedIn
            ? await account.ShowAsync(signedIn.SessionId, Named(id), http.RequestAborted)
            : Failure.SignedOut;

        return failure is { } refused ? ConfirmPage.Refused(refused, MePage.Path, MePage.Path, ConfirmReason.Show) : TypedResults.LocalRedirect(MePage.Shown);
    }

    private static async Task<IResult> DownloadAsync(IFormCollection form, PersonalData data, TimeProvider clock, HttpContext http)
    {
        var taken = SignedIn.From(http.User) is { } signedIn
            ? await data.TakeAsync(signedIn.SessionId, http.RequestAborted)
            : Failure.SignedOut;
        if (!taken.Succeeded)
        {
            return ConfirmPage.Refused(taken.Failure, MePage.Path, MePage.Path, ConfirmReason.Download);
        }

        http.Response.Headers.CacheControl = "no-store";
        var name = string.Create(CultureInfo.InvariantCulture, $"account-{clock.GetUtcNow():yyyy-MM-dd}.json");
        return TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(taken.Value, ReadableJson.Options), "application/json", name);
    }

    private static async Task<IResult> DeleteAsync(IFormCollection form, UserAccount account, HttpContext http)
    {
        var failure = SignedIn.From(http.User) is { } signedIn
            ? await account.DeleteAsync(signedIn.SessionId, http.RequestAborted)
            : Failure.SignedOut;
        if (failure is { } refused)
        {
            return ConfirmPage.Refused(refused, MePage.Delete, MePage.Delete, ConfirmReason.Delete);
        }

        await http.SignOutAsync(SessionServices.Scheme);
        return TypedResults.LocalRedirect(MePage.Deleted);
    }

    /// <summary>The id that a form named; where it named none, one that is nobody's.</summary>
    private static Guid Named(string? id) => Guid.TryParse(id, out var named) ? named : Guid.Empty;
}
