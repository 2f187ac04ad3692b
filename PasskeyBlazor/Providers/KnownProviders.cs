using System.Globalization;
using System.Security.Claims;

namespace PasskeyBlazor.Providers;

/// <summary>
/// The providers that need only their keys in the configuration. A new provider is a new entry. A provider that speaks OpenID
/// Connect needs no entry, see <see cref="Generic"/>.
/// </summary>
internal static class KnownProviders
{
    private const string OpenIdScopes = "openid profile email";

    /// <summary>The tenant of Microsoft's personal accounts. Microsoft itself has verified their addresses.</summary>
    private const string PersonalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

    public static IReadOnlyList<ProviderKind> All { get; } =
    [
        new OidcKind("Google", "Google")
        {
            DefaultAuthority = _ => "https://accounts.google.com",
            AsksAgainBy = ("prompt", "select_account"), // Google does not support "login"
            ProvesFreshness = false,
            Scopes = OpenIdScopes,
            AsksUserInfo = false,
            IsAlwaysAuthoritative = true, // limited by the next line
            CanBeAuthoritative = true,
            VerifiesEmail = token => IsTrue(token, "email_verified") && (token.HasClaim(c => c.Type == "hd") || IsAtGmail(token)),
        },
        new OidcKind("Microsoft", "Microsoft")
        {
            DefaultAuthority = options => $"https://login.microsoftonline.com/{options.TenantId}/v2.0",
            Scopes = OpenIdScopes,
            AsksAgainBy = ("prompt", "login"),
            ProvesFreshness = false,
            ValidateIssuer = MicrosoftIssuer.Validate,
            CanBeAuthoritative = false, // a personal account keeps any address that was verified once
            AsksUserInfo = false, // its UserInfo contains less than its ID token
            VerifiesEmail = token => token.FindFirstValue("tid") == PersonalTenant || IsTrue(token, "xms_edov"),
        },
        new OAuthKind("GitHub", "GitHub")
        {
            Issuer = "https://github.com",
            HasOwnServers = true,
            ProvesFreshness = false,
            CanBeAuthoritative = true, // with a server of the company
            Scopes = "read:user user:email",
            AsksAgainBy = ("prompt", "select_account"),
            Endpoints = _ => new()
            {
                Authorization = "https://github.com/login/oauth/authorize",
                Token = "https://github.com/login/oauth/access_token",
                UserInfo = "https://api.github.com/user",
                Emails = "https://api.github.com/user/emails",
            },
            ReadProfileAsync = OAuthProfiles.GitHubAsync,
        },
        new OAuthKind("Facebook", "Facebook")
        {
            IdKey = nameof(ProviderOptions.AppId),
            SecretKey = nameof(ProviderOptions.AppSecret),
            Issuer = "https://www.facebook.com",
            ProvesFreshness = false,
            CanBeAuthoritative = false,
            Scopes = "public_profile email",
            AsksAgainBy = ("auth_type", "reauthenticate"),
            Endpoints = options => new()
            {
                Authorization = $"https://www.facebook.com/{options.GraphVersion}/dialog/oauth",
                Token = $"https://graph.facebook.com/{options.GraphVersion}/oauth/access_token",
                UserInfo = string.Format(CultureInfo.InvariantCulture, "https://graph.facebook.com/{0}/me", options.GraphVersion),
            },
            ReadProfileAsync = OAuthProfiles.FacebookAsync,
        },
        new OAuthKind("Twitter", "X") // the old name is stored, and it is part of the redirect URI
        {
            Issuer = "https://x.com",
            ProvesFreshness = false,
            CanBeAuthoritative = false,
            Scopes = "tweet.read users.read", // both are needed to identify the person
            ClientAuthentication = ClientAuthentication.Basic,
            Endpoints = _ => new()
            {
                Authorization = "https://x.com/i/oauth2/authorize",
                Token = "https://api.x.com/2/oauth2/token",
                UserInfo = "https://api.x.com/2/users/me",
            },
            ReadProfileAsync = OAuthProfiles.XAsync,
        },
        Generic("Auth0"),
        Generic("Okta"),
    ];

    /// <summary>Any other OpenID provider.</summary>
    public static OidcKind Generic(string name) => new(name, name)
    {
        CanBeAuthoritative = true,
        Scopes = OpenIdScopes,
        AsksAgainBy = ("prompt", "login"),
        ProvesFreshness = true,
    };

    public static ProviderKind? Find(string name) => All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Google is authoritative for these addresses, and for the addresses of companies whose domain it names in <c>hd</c>.
    /// </summary>
    private static bool IsAtGmail(ClaimsPrincipal token) => token.FindFirstValue("email")?.EndsWith("@gmail.com", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsTrue(ClaimsPrincipal token, string claim) => token.FindFirstValue(claim)?.ToUpperInvariant() is "TRUE" or "1";
}
