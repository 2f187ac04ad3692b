using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>Registers the stock OpenID Connect handler for a provider, with the checks that it lacks.</summary>
internal static class OidcProviders
{
    public static void AddOidc(this WebApplicationBuilder builder, OidcKind kind, string callback, ProviderOptions options)
    {
        builder.Services.AddAuthentication().AddOpenIdConnect(kind.Name, oidc =>
        {
            oidc.Authority = options.Authority ?? kind.DefaultAuthority!(options);
            oidc.ClientId = options.Id;
            oidc.ClientSecret = options.Secret;
            oidc.RequireHttpsMetadata = oidc.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
            oidc.SignInScheme = ProviderServices.ExternalScheme;

            // One address for each provider: an answer of one provider at the address of another is refused (RFC 9700 §4.4).
            oidc.CallbackPath = callback;
            oidc.RemoteSignOutPath = PathString.Empty; // a GET that signs a user out is a nuisance that a page of any site could cause

            oidc.ResponseType = OpenIdConnectResponseType.Code;
            oidc.ResponseMode = OpenIdConnectResponseMode.Query; // the answer is a GET, so that the browser sends Lax cookies
            oidc.UsePkce = true;
            oidc.MapInboundClaims = false;
            oidc.GetClaimsFromUserInfoEndpoint = false; // OidcChecks asks it: the handler would refuse a complete ID token when it fails
            oidc.ClaimActions.Clear(); // OidcChecks reads the few claims that are used, each pair from one source
            oidc.Scope.Clear();
            foreach (var scope in ProviderServices.ScopesOf(kind, options))
            {
                oidc.Scope.Add(scope);
            }

            if (kind.ValidateIssuer is { } validate)
            {
                oidc.TokenValidationParameters.IssuerValidatorUsingConfiguration = validate;
            }

            ProviderServices.ShapeRemote(oidc, kind, options);
            ProviderCookies.Shape(oidc.CorrelationCookie, ProviderCookies.Correlation(builder.Environment), builder.Environment);
            ProviderCookies.Shape(oidc.NonceCookie, ProviderCookies.Nonce(builder.Environment), builder.Environment);
            oidc.ProtocolValidator.NonceLifetime = ProviderReturn.MaxTimeAway;
            oidc.TokenValidationParameters.ValidIssuer = options.Issuer;
            oidc.RefreshOnIssuerKeyNotFound = false; // the library has refreshed the keys already, and tried again
        });
        builder.Services.AddOptions<OpenIdConnectOptions>(kind.Name)
            .Configure<IOptions<ClockOptions>, UserInfoEndpoint, ProviderFailures, WayBack>((oidc, clocks, userInfo, failures, wayBack) =>
            {
                oidc.TokenValidationParameters.ClockSkew = clocks.Value.ClockTolerance;
                oidc.Events = new OidcChecks(kind, kind.ProvesFreshnessWith(options), userInfo, failures, wayBack);
            })
            .PostConfigure<TimeProvider, ILogger<ProviderDiscovery>>((oidc, clock, logger) => oidc.ConfigurationManager = new ProviderDiscovery(kind.Name, oidc, clock, logger));
    }
}
