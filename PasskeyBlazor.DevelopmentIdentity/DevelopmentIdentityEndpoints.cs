using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>The provider's pages. OpenIddict itself answers discovery, keys, tokens and sign-out.</summary>
internal static class DevelopmentIdentityEndpoints
{
    public static void MapDevelopmentIdentityEndpoints(this IEndpointRouteBuilder app)
    {
        var provider = app.MapGroup("/dev-idp").AllowAnonymous().ExcludeFromDescription();
        provider.MapMethods("/authorize", [HttpMethods.Get, HttpMethods.Post], Authorize);
        provider.MapGet("/picture/{key}.svg", Picture);
        provider.MapGet("/style.css", Style);
    }

    /// <summary>
    /// The provider keeps no state between the page and the choice: the form repeats the request and adds the chosen account.
    /// </summary>
    private static IResult Authorize(HttpContext http, OwnAddress address, TimeProvider clock)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("UseAuthentication must run before.");
        if (request.HasParameter(ChooserPage.Cancel))
        {
            return Refuse(Errors.AccessDenied, "The person cancelled.");
        }

        var account = DevelopmentAccount.Find((string?)request[ChooserPage.Account] ?? request.LoginHint);
        if (account is not null)
        {
            var principal = Principal(account, request, address, clock);
            return TypedResults.SignIn(principal, null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        }

        if (request.HasPromptValue(PromptValues.None))
        {
            return Refuse(Errors.LoginRequired, "No person stays signed in here.");
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Content(ChooserPage.Html(request), "text/html; charset=utf-8");
    }

    private static ClaimsPrincipal Principal(DevelopmentAccount account, OpenIddictRequest request, OwnAddress address, TimeProvider clock)
    {
        var identity = new ClaimsIdentity(DevelopmentIdentityServices.Scheme)
            .SetClaim(Claims.Subject, account.Key)
            .SetClaim(Claims.AuthenticationTime, clock.GetUtcNow().ToUnixTimeSeconds());

        if (request.HasScope(Scopes.Profile))
        {
            identity.SetClaim(Claims.Name, account.Name);
            identity.SetClaim(Claims.Picture, account.HasPicture ? $"{address.Issuer}/picture/{account.Key}.svg" : null);
        }

        if (request.HasScope(Scopes.Email) && account.Email is not null)
        {
            identity.SetClaim(Claims.Email, account.Email).SetClaim(Claims.EmailVerified, account.EmailVerified);
        }

        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(_ => [Destinations.IdentityToken, Destinations.AccessToken]); // UserInfo reads the access token
        return new ClaimsPrincipal(identity);
    }

    private static ForbidHttpResult Refuse(string error, string description) => TypedResults.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

    private static IResult Picture(string key) =>
        DevelopmentAccount.Find(key) is { HasPicture: true } account
            ? TypedResults.Content($"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">
                  <rect width="96" height="96" fill="#08657e"/>
                  <text x="48" y="61" fill="#fff" font-family="sans-serif" font-size="36" text-anchor="middle">{account.Initials}</text>
                </svg>
                """, "image/svg+xml")
            : TypedResults.NotFound();

    private static FileStreamHttpResult Style() =>
        TypedResults.Stream(typeof(DevelopmentIdentityEndpoints).Assembly
            .GetManifestResourceStream(typeof(DevelopmentIdentityEndpoints), "style.css")!, "text/css; charset=utf-8");
}
