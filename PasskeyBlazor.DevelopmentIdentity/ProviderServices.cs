using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>The protocol, which OpenIddict implements: the code flow with PKCE, and keys that exist as long as the process.</summary>
internal static class ProviderServices
{
    public static void AddProvider(this IServiceCollection services)
    {
        services.AddOpenIddict().AddServer(server =>
        {
            // Degraded mode: no database of clients and tokens. ClientRules knows the only client.
            server.EnableDegradedMode();

            // New keys at every start. These key types are fast to generate: two RSA keys would delay the first request by seconds.
            server.AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256);
            server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));

            // The addresses are relative to the origin, not to the issuer. Therefore each one has the prefix.
            server.SetAuthorizationEndpointUris("dev-idp/authorize");
            server.SetTokenEndpointUris("dev-idp/token");
            server.SetUserInfoEndpointUris("dev-idp/userinfo");
            server.SetEndSessionEndpointUris("dev-idp/end-session");
            server.SetConfigurationEndpointUris("dev-idp/.well-known/openid-configuration");
            server.SetJsonWebKeySetEndpointUris("dev-idp/.well-known/jwks");

            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.Configure(options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
            server.SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1)); // without a store a code can be used until it expires
            server.RegisterScopes(Scopes.Profile, Scopes.Email);
            server.RegisterClaims(Claims.Name, Claims.Email, Claims.EmailVerified, Claims.Picture, Claims.AuthenticationTime);

            server.AddEventHandler<ValidateAuthorizationRequestContext>(rule => rule.UseSingletonHandler<ClientRules>());
            server.AddEventHandler<ValidateTokenRequestContext>(rule => rule.UseSingletonHandler<ClientRules>());
            server.AddEventHandler<ValidateEndSessionRequestContext>(rule => rule.UseSingletonHandler<ClientRules>());
            server.AddEventHandler<HandleUserInfoRequestContext>(handler => handler.UseSingletonHandler<UserInfo>());
            server.AddEventHandler<HandleEndSessionRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                context.SignOut(); // there is no session here, so the browser returns to the app at once
                return ValueTask.CompletedTask;
            }));

            server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
        });

        // The options are first read during a request. Only then is the address known.
        services.AddOptions<OpenIddictServerOptions>().Configure<OwnAddress>((options, address) => options.Issuer = address.Issuer);
    }
}
