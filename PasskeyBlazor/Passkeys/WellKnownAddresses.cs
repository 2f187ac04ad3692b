using Microsoft.AspNetCore.Http.HttpResults;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The data about passkeys that browsers and password managers look up here. It is public and the same for every client.
/// </summary>
public static class WellKnownAddresses
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapWellKnownAddresses(this IEndpointRouteBuilder app)
    {
        var wellKnown = app.MapGroup("/.well-known").AllowAnonymous();
        wellKnown.MapMethods("/passkey-endpoints", GetAndHead, DescribePages);
        wellKnown.MapMethods("/webauthn", GetAndHead, ListOrigins);
    }

    /// <summary>
    /// The pages where a passkey is created and where passkeys are managed (W3C: A Well-Known URL for Relying Party Passkey Endpoints).
    /// A password manager links to them.
    /// </summary>
    private static JsonHttpResult<PasskeyPages> DescribePages(AllowedOrigins origins, HttpContext http)
    {
        MayBeKept(http);
        var site = origins.OfPages[0];

        return TypedResults.Json(new PasskeyPages(Enroll: site + PasskeysAddress.Add, Manage: site + PasskeysAddress.Path));
    }

    /// <summary>
    /// The other origins that may use our RP ID (§5.11): the origins whose answers are accepted, so none where there is only one.
    /// </summary>
    private static IResult ListOrigins(AllowedOrigins origins, HttpContext http)
    {
        if (origins.OfPages.Count < 2)
        {
            return TypedResults.NotFound();
        }

        MayBeKept(http);
        return TypedResults.Json(new RelatedOrigins(origins.OfPages));
    }

    /// <summary>Cached for an hour: it changes with the configuration only.</summary>
    private static void MayBeKept(HttpContext http) => http.Response.Headers.CacheControl = "public, max-age=3600";

    private sealed record PasskeyPages(string Enroll, string Manage);

    private sealed record RelatedOrigins(IReadOnlyList<string> Origins);
}
