using Microsoft.AspNetCore.Authentication.OAuth;

namespace PasskeyBlazor.Providers;

/// <summary>Registers the framework's OAuth handler for a provider that does not speak OpenID Connect.</summary>
internal static class OAuthProviders
{
    public static void AddOAuth(this WebApplicationBuilder builder, OAuthKind kind, string callback, ProviderOptions options)
    {
        var endpoints = options.Endpoints.Or(kind.Endpoints(options));
        builder.Services.AddAuthentication().AddOAuth(kind.Name, oauth =>
        {
            oauth.ClientId = options.Id!;
            oauth.ClientSecret = options.Secret!;
            oauth.AuthorizationEndpoint = endpoints.Authorization!;
            oauth.TokenEndpoint = endpoints.Token!;
            oauth.UserInformationEndpoint = endpoints.UserInfo!;
            oauth.SignInScheme = ProviderServices.ExternalScheme;
            oauth.CallbackPath = callback;
            oauth.UsePkce = true; // a provider without PKCE ignores it
            oauth.Scope.Clear();
            foreach (var scope in ProviderServices.ScopesOf(kind, options))
            {
                oauth.Scope.Add(scope);
            }

            ProviderServices.ShapeRemote(oauth, kind, options);
            ProviderCookies.Shape(oauth.CorrelationCookie, ProviderCookies.Correlation(builder.Environment), builder.Environment);
        });
        builder.Services.AddOptions<OAuthOptions>(kind.Name)
            .Configure<ProviderFailures, WayBack>((oauth, failures, wayBack) =>
                oauth.Events = new OAuthChecks(kind, kind.IssuerAt(options.Endpoints), endpoints, failures, wayBack));
    }
}
