namespace PasskeyBlazor.Providers;

/// <summary>
/// What an operator says about a provider. From the configuration section <c>Authentication:{Name}</c> of one that
/// <see cref="KnownProviders"/> lists, or <c>Authentication:Oidc:{Name}</c> of any other OpenID provider.
/// </summary>
public sealed class ProviderOptions
{
    public const string Section = "Authentication";
    public const string OidcSection = "Authentication:Oidc";

    public string? DisplayName { get; set; }

    /// <summary>Where its button stands: lower ones first, equal ones as they are listed.</summary>
    public int Order { get; set; }

    /// <summary>The issuer of an OpenID provider: where discovery starts, and the only one whose tokens are believed.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Facebook's own names for the two.</summary>
    public string? AppId { get; set; }

    public string? AppSecret { get; set; }

    /// <summary>Microsoft's: <c>common</c>, <c>organizations</c>, <c>consumers</c>, or the GUID of one directory.</summary>
    public string TenantId { get; set; } = "common";

    /// <summary>Facebook's; each is retired after about two years.</summary>
    public string GraphVersion { get; set; } = "v24.0";

    /// <summary>Separated by spaces; in place of the ones that the provider is asked for by default.</summary>
    public string? Scopes { get; set; }

    /// <summary>Whether this provider's word that an e-mail address is verified is believed. For the ones listed, the list says how far.</summary>
    public bool TrustEmail { get; set; }

    /// <summary>
    /// Whether a new account of this provider becomes a way into the account here that has the same address, without asking its
    /// owner. Only where the provider's word on addresses is as good as the operator's own.
    /// </summary>
    public bool LinkByEmail { get; set; }

    /// <summary>How the app proves itself at the token endpoint (OpenID Connect Core §9): with the secret in the form, or in a header.</summary>
    public ClientAuthentication? ClientAuthentication { get; set; }

    /// <summary>In place of an OAuth provider's own addresses, for example a company's GitHub Enterprise.</summary>
    public ProviderEndpoints Endpoints { get; set; } = new();

    public string? Id => ClientId ?? AppId;

    public string? Secret => ClientSecret ?? AppSecret;
}
