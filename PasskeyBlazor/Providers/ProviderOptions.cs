namespace PasskeyBlazor.Providers;

/// <summary>
/// The operator's configuration of a provider. From the section <c>Authentication:{Name}</c> for a provider that <see
/// cref="KnownProviders"/> lists, or <c>Authentication:Oidc:{Name}</c> for any other OpenID provider.
/// </summary>
public sealed class ProviderOptions
{
    public const string Section = "Authentication";
    public const string OidcSection = "Authentication:Oidc";

    public string? DisplayName { get; set; }

    /// <summary>The position of its button: lower numbers first, equal numbers in the listed order.</summary>
    public int Order { get; set; }

    /// <summary>
    /// The issuer of an OpenID provider: the start of discovery, and the only issuer whose tokens are accepted, unless <see
    /// cref="Issuer"/> names another one.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>The only issuer whose tokens are accepted, where it differs from the authority, exactly as the tokens name it.</summary>
    public string? Issuer { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Facebook's names for the id and the secret.</summary>
    public string? AppId { get; set; }

    public string? AppSecret { get; set; }

    /// <summary>For Microsoft: <c>common</c>, <c>organizations</c>, <c>consumers</c>, or the GUID of one directory.</summary>
    public string TenantId { get; set; } = "common";

    /// <summary>For Facebook; each version is retired after about two years.</summary>
    public string GraphVersion { get; set; } = "v24.0";

    /// <summary>Separated by spaces; replaces the default scopes of the provider.</summary>
    public string? Scopes { get; set; }

    /// <summary>
    /// Whether this provider's statement that an e-mail address is verified is trusted. For a known provider, the list defines the
    /// limits.
    /// </summary>
    public bool TrustEmail { get; set; }

    /// <summary>
    /// Whether a new account of this provider becomes a sign-in method of the account here with the same address, without asking
    /// its owner. Only where the provider's statement about addresses is as reliable as the operator's own.
    /// </summary>
    public bool LinkByEmail { get; set; }

    /// <summary>
    /// <c>false</c> exempts an OpenID provider whose ID tokens contain no <c>auth_time</c>. Its reauthentications are not proved fresh.
    /// </summary>
    public bool? ProvesFreshness { get; set; }

    /// <summary>
    /// How the app authenticates at the token endpoint (OpenID Connect Core §9): with the secret in the form, or in a header.
    /// </summary>
    public ClientAuthentication? ClientAuthentication { get; set; }

    /// <summary>Replaces an OAuth provider's default addresses, for example for a company's GitHub Enterprise.</summary>
    public ProviderEndpoints Endpoints { get; set; } = new();

    public string? Id => ClientId ?? AppId;

    public string? Secret => ClientSecret ?? AppSecret;
}
