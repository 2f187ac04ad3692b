using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.SignIn;

namespace PasskeyBlazor.Account;

/// <summary>
/// The endpoints of a signed-in user: end other sessions, change the profile source, download the personal data, delete the
/// account.
/// </summary>
/// <remarks>Some handlers take a form that they do not read. The form binding checks the antiforgery token.</remarks>
public static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder app)
    {
        var session = app.MapSessionGroup();
        session.MapPost("/end/other", EndOtherAsync);
        session.MapPost("/end/others", EndOthersAsync);
        session.MapPost("/account/shown", ShowAsync);
        session.MapPost("/account/data", DownloadAsync);
        session.MapPost("/account/delete", DeleteAsync);

        // Bookmarks keep the earlier address. The page itself asks who is signed in.
        app.MapGet(ProfileAddress.Earlier, (HttpContext http) => Moved(http, ProfileAddress.Path)).AllowAnonymous();
        app.MapGet($"{ProfileAddress.Earlier}/delete", (HttpContext http) => Moved(http, ProfileAddress.Delete)).AllowAnonymous();
    }

    private static async Task<IResult> EndOtherAsync([FromForm] string? id, SignedIn? signedIn, UserSessions sessions, HttpContext http)
    {
        var ended = signedIn is not null
            ? await sessions.EndOtherAsync(signedIn.SessionId, Named(id), http.RequestAborted)
            : null;

        return ended is { } count ? SessionsAddress.Ended(count) : SignInAddress.Failed(Failure.SignedOut, SessionsAddress.Path);
    }

    private static async Task<IResult> EndOthersAsync(IFormCollection form, SignedIn? signedIn, UserSessions sessions, HttpContext http)
    {
        var ended = signedIn is not null
            ? await sessions.EndOthersAsync(signedIn.SessionId, http.RequestAborted)
            : null;

        return ended is { } count ? SessionsAddress.Ended(count) : SignInAddress.Failed(Failure.SignedOut, SessionsAddress.Path);
    }

    private static async Task<IResult> ShowAsync([FromForm] string? id, SignedIn? signedIn, UserAccount account, HttpContext http)
    {
        var failure = signedIn is not null
            ? await account.ShowAsync(signedIn.SessionId, Named(id), http.RequestAborted)
            : Failure.SignedOut;

        return failure is { } refused ? ReauthenticationAddress.Refused(refused, ProfileAddress.Path, ProfileAddress.Path, ReauthenticationReason.Show) : TypedResults.LocalRedirect(ProfileAddress.Shown);
    }

    private static async Task<IResult> DownloadAsync(IFormCollection form, SignedIn? signedIn, PersonalData data, TimeProvider clock, HttpContext http)
    {
        var taken = signedIn is not null
            ? await data.ExportAsync(signedIn.SessionId, http.RequestAborted)
            : Failure.SignedOut;
        if (!taken.Succeeded)
        {
            return ReauthenticationAddress.Refused(taken.Failure, ProfileAddress.Path, ProfileAddress.Path, ReauthenticationReason.Download);
        }

        http.Response.Headers.CacheControl = "no-store";
        var name = string.Create(CultureInfo.InvariantCulture, $"account-{clock.GetUtcNow():yyyy-MM-dd}.json");
        return TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(taken.Value, ReadableJson.Options), "application/json", name);
    }

    private static async Task<IResult> DeleteAsync(IFormCollection form, SignedIn? signedIn, UserAccount account, SessionBridge sessions, HttpContext http)
    {
        var failure = signedIn is not null
            ? await account.DeleteAsync(signedIn.SessionId, http.RequestAborted)
            : Failure.SignedOut;
        if (failure is { } refused)
        {
            return ReauthenticationAddress.Refused(refused, ProfileAddress.Delete, ProfileAddress.Delete, ReauthenticationReason.Delete);
        }

        await sessions.ForgetAsync(http);
        return TypedResults.LocalRedirect(ProfileAddress.Deleted);
    }

    private static RedirectHttpResult Moved(HttpContext http, string path) => TypedResults.LocalRedirect(path + http.Request.QueryString, permanent: true);

    /// <summary>Parses the id in a form. Returns an id that no row has when the form contains no valid id.</summary>
    private static Guid Named(string? id) => Guid.TryParse(id, out var named) ? named : Guid.Empty;
}
