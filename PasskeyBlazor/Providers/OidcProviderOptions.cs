namespace PasskeyBlazor.Providers;

/// <summary>An OpenID provider. From the configuration section <c>Authentication:Oidc:{Name}</c>; the name is its scheme.</summary>
public sealed class OidcProviderOptions
{
    public const string Section = "Authentication:Oidc";

    public string? DisplayName { get; set; }

    /// <summary>The issuer: where discovery starts, and the only one whose tokens are believed. Https, except that Development allows http on loopback.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Separated by spaces.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>Whether this provider's word that an e-mail address is verified is believed.</summary>
    public bool TrustEmail { get; set; }

    /// <summary>The first thing that is wrong, naming its key; null when all is well.</summary>
    public string? Mistake(string name, IHostEnvironment environment)
    {
        var missing = new (string Key, string? Value)[]
            { (nameof(Authority), Authority), (nameof(ClientId), ClientId), (nameof(ClientSecret), ClientSecret) };
        if (missing.FirstOrDefault(k => string.IsNullOrWhiteSpace(k.Value)).Key is { } key)
        {
            return $"{Section}:{name}:{key} is missing.";
        }

        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return $"{Section}:{name} is named with other characters than letters, figures, '-' and '_'; the name becomes part of an address.";
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || authority.Scheme is not ("https" or "http"))
        {
            return $"{Section}:{name}:Authority is not an https address.";
        }

        if (authority.Scheme == "http" && !(environment.IsDevelopment() && authority.IsLoopback))
        {
            return $"{Section}:{name}:Authority must be https; plain http is for loopback in Development only.";
        }

        return null;
    }
}
