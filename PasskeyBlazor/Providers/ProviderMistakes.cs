using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Providers;

/// <summary>The possible mistakes in a provider's section. The app starts without that provider, and names the key to fix.</summary>
internal static class ProviderMistakes
{
    /// <summary>The app's own schemes, and the name of a passkey where a sign-in method is stored.</summary>
    private static readonly string[] Reserved = [SessionServices.Scheme, ProviderServices.ExternalScheme, Session.ByPasskey];

    /// <summary>The first mistake, with its key; null when there is none.</summary>
    public static string? First(ProviderKind kind, string section, ProviderOptions options, IHostEnvironment environment) =>
        OfName(kind, section) ?? Missing(kind, section, options) ?? OfAuthority(kind, section, options, environment)
        ?? OfIssuer(kind, section, options, environment) ?? OfEndpoints(kind, section, options, environment) ?? OfLinking(kind, section, options)
        ?? OfFreshness(kind, section, options);

    private static string? OfName(ProviderKind kind, string section)
    {
        if (!section.StartsWith(ProviderOptions.OidcSection, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (KnownProviders.Find(kind.Name) is { } known)
        {
            return $"{section} has the name of a provider that is known: write its keys below {ProviderOptions.Section}:{known.Name}.";
        }

        if (Reserved.Contains(kind.Name, StringComparer.OrdinalIgnoreCase))
        {
            return $"{section} has a name that the app itself uses. Choose another one.";
        }

        return kind.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : $"{section} is named with other characters than letters, digits, '-' and '_'; the name becomes part of an address.";
    }

    private static string? Missing(ProviderKind kind, string section, ProviderOptions options)
    {
        var needed = new List<(string Key, string? Value)> { (kind.IdKey, options.Id), (kind.SecretKey, options.Secret) };
        if (kind is OidcKind { DefaultAuthority: null })
        {
            needed.Insert(0, (nameof(options.Authority), options.Authority));
        }

        return needed.FirstOrDefault(k => string.IsNullOrWhiteSpace(k.Value)).Key is { } key ? $"{section}:{key} is missing." : null;
    }

    private static string? OfAuthority(ProviderKind kind, string section, ProviderOptions options, IHostEnvironment environment)
    {
        if (options.Authority is not { } authority)
        {
            return null;
        }

        return kind is OidcKind { DefaultAuthority: null } || environment.IsDevelopment()
            ? OfAddress($"{section}:{nameof(options.Authority)}", authority, environment)
            : $"{section}:{nameof(options.Authority)} is for Development only: the app knows the address of this provider.";
    }

    private static string? OfIssuer(ProviderKind kind, string section, ProviderOptions options, IHostEnvironment environment)
    {
        var key = $"{section}:{nameof(options.Issuer)}";
        if (options.Issuer is not { } issuer)
        {
            return null;
        }

        return kind is OidcKind { ValidateIssuer: null } ? OfAddress(key, issuer, environment) : $"{key} is for OpenID providers other than Microsoft only.";
    }

    /// <summary>All endpoints or none: a part of them would mix two servers.</summary>
    private static string? OfEndpoints(ProviderKind kind, string section, ProviderOptions options, IHostEnvironment environment)
    {
        var key = $"{section}:{nameof(options.Endpoints)}";
        var given = options.Endpoints.All.Where(endpoint => endpoint.Address is not null).ToList();
        if (given.Count == 0)
        {
            return null;
        }

        if (kind is not OAuthKind oauth)
        {
            return $"{key} is for GitHub, Facebook and X only. This provider publishes its addresses.";
        }

        var needed = oauth.Endpoints(options).All.Where(endpoint => endpoint.Address is not null).Select(endpoint => endpoint.Key);
        return given.Select(endpoint => OfAddress($"{key}:{endpoint.Key}", endpoint.Address!, environment)).FirstOrDefault(mistake => mistake is not null)
            ?? needed.Except(given.Select(endpoint => endpoint.Key)).Select(missing => $"{key}:{missing} is missing. Set all of them or none.").FirstOrDefault();
    }

    private static string? OfLinking(ProviderKind kind, string section, ProviderOptions options)
    {
        if (!options.LinkByEmail || kind.IsAuthoritative(options))
        {
            return null;
        }

        return kind.CanBeAuthoritative
            ? $"{section}:{nameof(options.LinkByEmail)} needs {section}:{nameof(options.TrustEmail)}: a person who gets an address there would get the account here."
            : $"{section}:{nameof(options.LinkByEmail)} is not possible: accounts of this provider may hold other people's addresses.";
    }

    private static string? OfFreshness(ProviderKind kind, string section, ProviderOptions options) =>
        options.ProvesFreshness == true && !kind.ProvesFreshness
            ? $"{section}:{nameof(options.ProvesFreshness)} is not possible: this provider does not say when a person authenticated."
            : null;

    private static string? OfAddress(string key, string text, IHostEnvironment environment)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            return $"{key} is not an https address.";
        }

        return address.Scheme == "https" || (environment.IsDevelopment() && address.IsLoopback)
            ? null
            : $"{key} must be https; plain http is for loopback in Development only.";
    }
}
