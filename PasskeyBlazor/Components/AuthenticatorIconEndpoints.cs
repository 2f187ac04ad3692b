using NetEscapades.AspNetCore.SecurityHeaders;
using PasskeyBlazor.Http;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components;

/// <summary>Serves the icons of an operator's catalog, as static files are served: without a session.</summary>
public static class AuthenticatorIconEndpoints
{
    /// <exception cref="InvalidOperationException">An icon of the catalog is wrong. So the app does not start.</exception>
    public static void MapAuthenticatorIcons(this IEndpointRouteBuilder app)
    {
        var icons = app.ServiceProvider.GetRequiredService<AuthenticatorCatalog>().Icons;
        app.MapMethods(AuthenticatorIcon.Path + "/{name}", [HttpMethods.Get, HttpMethods.Head], (string name, HttpContext http) => Serve(icons, name, http))
            .AllowAnonymous().WithMetadata(new SecurityHeadersPolicyAttribute(SecurityHeaders.Image)).ShortCircuit();
    }

    private static IResult Serve(IReadOnlyDictionary<string, AuthenticatorIcon> icons, string name, HttpContext http)
    {
        if (!icons.TryGetValue($"{AuthenticatorIcon.Path}/{name}", out var icon))
        {
            return TypedResults.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable"; // the address changes with the content
        return TypedResults.Bytes(icon.Content, icon.Type);
    }
}
