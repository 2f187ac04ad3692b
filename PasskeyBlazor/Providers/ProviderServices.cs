using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>Adds the providers that the configuration names.</summary>
public static class ProviderServices
{
    /// <summary>The scheme whose short cookie carries a provider's answer to <see cref="ProviderReturn.Address"/>.</summary>
    public const string ExternalScheme = "External";

    /// <summary>Where providers send their answers begins with this; the handlers take them there.</summary>
    public const string CallbackPrefix = "/signin-";

    private static readonly TimeSpan ProviderMustAnswerWithin = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder AddProviders(this WebApplicationBuilder builder)
    {
        var providers = new List<Provider>();
        var mistakes = new List<string>();
        foreach (var section in builder.Configuration.GetSection(OidcProviderOptions.Section).GetChildren())
        {
            var options = section.Get<OidcProviderOptions>() ?? new OidcProviderOptions();
            if (options.Mistake(section.Key, builder.Environment) is { } mistake)
            {
                mistakes.Add(mistake);
                continue;
            }

            AddOidc(builder, section.Key, options);
            providers.Add(new Provider(section.Key, options.DisplayName ?? section.Key, options.TrustEmail));
        }

        AddExternalCookie(builder);
        builder.Services.AddSingleton(new ProviderDirectory(providers, mistakes));
        builder.Services.AddHostedService<ProviderWarnings>();
        builder.Services.AddSingleton<OidcChecks>();
        builder.Services.AddScoped<ExternalSignIn>();
        builder.Services.AddSingleton<ExternalIdentities>();

        return builder;
    }

    private static void AddExternalCookie(WebApplicationBuilder builder) =>
        builder.Services.AddAuthentication().AddCookie(ExternalScheme, cookie =>
        {
            cookie.Cookie.Name = AppCookies.Name("external", builder.Environment);
            cookie.Cookie.SecurePolicy = AppCookies.Secure(builder.Environment);
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = ProviderReturn.Lifetime;
            cookie.SlidingExpiration = false;
        });

    private static void AddOidc(WebApplicationBuilder builder, string name, OidcProviderOptions options) =>
        builder.Services.AddAuthentication().AddOpenIdConnect(name, oidc =>
        {
            oidc.Authority = options.Authority;
            oidc.ClientId = options.ClientId;
            oidc.ClientSecret = options.ClientSecret;
            oidc.RequireHttpsMetadata = options.Authority!.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
            oidc.SignInScheme = ExternalScheme;
            oidc.EventsType = typeof(OidcChecks);

            // One address each: an answer of one provider that arrives at another's is refused (RFC 9700 §4.4).
            oidc.CallbackPath = $"{CallbackPrefix}oidc-{name.ToLowerInvariant()}";
            oidc.RemoteSignOutPath = PathString.Empty; // a GET that signs somebody out is a nuisance that anybody's page could cause

            oidc.ResponseType = OpenIdConnectResponseType.Code;
            oidc.ResponseMode = OpenIdConnectResponseMode.Query; // a GET back, so that Lax cookies come along
            oidc.UsePkce = true;
            oidc.MapInboundClaims = false;
            oidc.GetClaimsFromUserInfoEndpoint = true;
            oidc.ClaimActions.Clear(); // OidcChecks takes the few claims that are used, each pair from one source
            oidc.Scope.Clear();
            foreach (var scope in options.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                oidc.Scope.Add(scope);
            }

            oidc.BackchannelTimeout = ProviderMustAnswerWithin;
            foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = AppCookies.Secure(builder.Environment);
            }
        });
}
