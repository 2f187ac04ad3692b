using Microsoft.AspNetCore.Authentication;
using PasskeyBlazor.Data;
using PasskeyBlazor.Http;

namespace PasskeyBlazor.Providers;

/// <summary>Adds the configured providers.</summary>
public static class ProviderServices
{
    /// <summary>The scheme whose short cookie carries a provider's answer to <see cref="ProviderReturn.Address"/>.</summary>
    public const string ExternalScheme = "External";

    /// <summary>The prefix of the callback addresses; the handlers answer there.</summary>
    public const string CallbackPrefix = "/signin-";

    private static readonly TimeSpan ProviderMustAnswerWithin = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder AddProviders(this WebApplicationBuilder builder)
    {
        var providers = new List<(int Order, Provider Provider)>();
        var mistakes = new List<string>();
        foreach (var section in (string[])["DefaultScheme", "Schemes"])
        {
            builder.AddKnownSection($"{ProviderOptions.Section}:{section}", options: null); // keys of the framework
        }

        builder.AddSettings<ClockOptions>(ProviderOptions.Section);
        foreach (var (kind, section, callback) in Configured(builder.Configuration))
        {
            builder.AddKnownSection(section.Path, typeof(ProviderOptions));
            var options = section.Get<ProviderOptions>() ?? new ProviderOptions();
            if (ProviderMistakes.First(kind, section.Path, options, builder.Environment) is { } mistake)
            {
                mistakes.Add(mistake);
                continue;
            }

            if (kind is OidcKind oidc)
            {
                builder.AddOidc(oidc, callback, options);
            }
            else
            {
                builder.AddOAuth((OAuthKind)kind, callback, options);
            }

            var verifiesEmail = kind is OAuthKind or OidcKind { VerifiesEmail: not null } || options.TrustEmail;
            providers.Add((options.Order, new Provider(kind.Name, options.DisplayName ?? kind.DisplayName, verifiesEmail)
            {
                Issuer = (kind as OAuthKind)?.IssuerAt(options.Endpoints),
                IsAuthoritative = kind.IsAuthoritative(options),
                LinksByEmail = options.LinkByEmail,
                ProvesFreshness = kind.ProvesFreshnessWith(options),
                AsksAgainBy = kind.AsksAgainBy,
            }));
        }

        AddExternalCookie(builder);
        builder.Services.AddSingleton(new ProviderDirectory([.. providers.OrderBy(p => p.Order).Select(p => p.Provider)], mistakes));
        builder.Services.AddSingleton(new SignInMethods([.. providers.Select(p => p.Provider.Scheme)]));
        builder.Services.AddHostedService<ProviderWarnings>();
        builder.Services.AddSingleton<WayBack>();
        builder.Services.AddSingleton<ProviderFailures>();
        builder.Services.AddSingleton<ProviderChallenge>();
        builder.Services.AddSingleton<UserInfoEndpoint>();
        builder.Services.AddSingleton<EmailOwners>();
        builder.Services.AddSingleton<ExternalSignIn>();
        builder.Services.AddSingleton<ExternalIdentities>();
        builder.Services.AddSingleton<StoredIssuers>();
        builder.Services.AddSingleton<PendingLinks>();
        builder.Services.AddSingleton<ConnectedAccounts>();
        builder.Services.Configure<CallbackPaths>(paths => paths.Prefixes.AddRange([CallbackPrefix, "/signout-callback-"]));

        return builder;
    }

    internal static IEnumerable<string> ScopesOf(ProviderKind kind, ProviderOptions options) =>
        (options.Scopes ?? kind.Scopes).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The common options of both kinds of handlers.</summary>
    internal static void ShapeRemote(RemoteAuthenticationOptions remote, ProviderKind kind, ProviderOptions options)
    {
        remote.BackchannelTimeout = ProviderMustAnswerWithin;
        remote.RemoteAuthenticationTimeout = ProviderReturn.MaxTimeAway; // the life of the correlation cookie
        if ((options.ClientAuthentication ?? kind.ClientAuthentication) == ClientAuthentication.Basic)
        {
            remote.BackchannelHttpHandler = new ClientSecretHeader();
        }
    }

    /// <summary>
    /// The existing sections: known providers in our order, then any other OpenID provider in the order of the configuration.
    /// </summary>
    private static IEnumerable<(ProviderKind Kind, IConfigurationSection Section, string Callback)> Configured(ConfigurationManager configuration) =>
    [
        .. KnownProviders.All
            .Select(kind => (kind, configuration.GetSection($"{ProviderOptions.Section}:{kind.Name}"), $"{CallbackPrefix}{kind.Name.ToLowerInvariant()}"))
            .Where(known => known.Item2.Exists()),
        .. configuration.GetSection(ProviderOptions.OidcSection).GetChildren()
            .Select(section => ((ProviderKind)KnownProviders.Generic(section.Key), section, $"{CallbackPrefix}oidc-{section.Key.ToLowerInvariant()}")),
    ];

    private static void AddExternalCookie(WebApplicationBuilder builder) =>
        builder.Services.AddAuthentication().AddCookie(ExternalScheme, cookie =>
        {
            ProviderCookies.Shape(cookie.Cookie, AppCookies.Name("external", builder.Environment), builder.Environment);
            cookie.Cookie.MaxAge = ProviderReturn.Lifetime; // a redirect that the browser does not follow leaves no cookie behind
            cookie.ExpireTimeSpan = ProviderReturn.Lifetime;
            cookie.SlidingExpiration = false;
        });
}
