using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>
/// The redirect to a provider and the return. The handler's protected state carries the person's request. Every result, good or
/// bad, comes to one address.
/// </summary>
public static class ProviderReturn
{
    public const string Address = "/session/provider/callback";

    /// <summary>
    /// A browser carries the fragment of a provider's answer, such as Facebook's <c>#_=_</c>, through each redirect to an address that
    /// has none of its own (Fetch §4.4). An empty one ends that.
    /// </summary>
    private const string EmptyFragment = "#";

    /// <summary>How long the return may take after the provider has answered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long a person may stay at the provider.</summary>
    public static readonly TimeSpan MaxTimeAway = TimeSpan.FromMinutes(10);

    /// <summary>The value of a parameter that is either there or not.</summary>
    internal const string Yes = "true";

    private const string ReturnUrlItem = "return-url";
    private const string StayItem = "stay";
    private const string CanCreateItem = "can-create";
    private const string NonceItem = "nonce";
    private const string SessionItem = "session";
    private const string ReasonItem = "reason";
    private const string LinkItem = "link";
    private const string BegunItem = "begun";
    private const string ProvedFreshItem = "proved-fresh";

    /// <param name="returnUrl">Where the person goes on.</param>
    /// <param name="stay">Whether the session continues after the browser closes.</param>
    /// <param name="canCreate">Whether the browser says that its device can create a passkey.</param>
    public static AuthenticationProperties Begin(string returnUrl, bool stay, bool canCreate = false) => new(new Dictionary<string, string?>
    {
        [ReturnUrlItem] = returnUrl,
        [StayItem] = stay ? "true" : "false", // a null would come back as an empty text
        [CanCreateItem] = canCreate ? "true" : "false",
        [NonceItem] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
    })
    {
        RedirectUri = Address + EmptyFragment,
    };

    /// <summary>Redirects a signed-in user for reauthentication.</summary>
    /// <param name="properties">The properties of a redirect that was started here.</param>
    /// <param name="sessionId">The session to reauthenticate.</param>
    /// <param name="reason">The reason, for the page that asked; the page shows it again after a failure.</param>
    public static AuthenticationProperties Confirming(this AuthenticationProperties properties, Guid sessionId, string? reason)
    {
        properties.Items[SessionItem] = sessionId.ToString();
        properties.Items[ReasonItem] = reason ?? ""; // a null would come back as an empty text

        return properties;
    }

    /// <summary>
    /// Redirects a signed-in user who wants one more account as a sign-in method. The user must choose the account and prove it.
    /// </summary>
    public static AuthenticationProperties Linking(this AuthenticationProperties properties, Guid sessionId)
    {
        properties.Items[LinkItem] = sessionId.ToString();

        return properties;
    }

    /// <summary>
    /// Asks the provider for a new authentication instead of its own session (OpenID Connect Core §3.1.2.1), as far as it supports
    /// this. Only a plain sign-in accepts the provider's own session.
    /// </summary>
    public static void AskAgain(AuthenticationProperties properties, DateTimeOffset now, Provider provider)
    {
        properties.Items[BegunItem] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (SessionToReauthenticate(properties) is null && SessionToLink(properties) is null)
        {
            return;
        }

        if (provider.ProvesFreshness)
        {
            properties.SetParameter(OpenIdConnectParameterNames.MaxAge, (TimeSpan?)TimeSpan.Zero);
        }

        if (provider.AsksAgainBy is { } asks)
        {
            properties.SetParameter(asks.Parameter, asks.Value);
        }
    }

    /// <summary>The session to reauthenticate, or null for a plain sign-in.</summary>
    public static Guid? SessionToReauthenticate(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(SessionItem, out var id) == true ? Guid.Parse(id!) : null;

    /// <summary>The reason for the reauthentication.</summary>
    public static string? ReasonOf(AuthenticationProperties? properties) => properties?.Items.TryGetValue(ReasonItem, out var reason) == true ? reason : null;

    /// <summary>The session that requests one more account as a sign-in method, or null.</summary>
    public static Guid? SessionToLink(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(LinkItem, out var id) == true ? Guid.Parse(id!) : null;

    /// <summary>When the redirect to the provider began. It is sealed, so a changed address at the browser does not change it.</summary>
    public static DateTimeOffset? BegunAt(AuthenticationProperties? properties) => properties?.Items.TryGetValue(BegunItem, out var begun) == true
        ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(begun!, CultureInfo.InvariantCulture))
        : null;

    /// <summary>Records that the provider's answer proves an authentication after the redirect began.</summary>
    public static void MarkProvedFresh(AuthenticationProperties properties) => properties.Items[ProvedFreshItem] = "true";

    public static bool IsProvedFresh(AuthenticationProperties properties) => properties.Items.ContainsKey(ProvedFreshItem);

    public static string? ReturnUrlOf(AuthenticationProperties? properties) => properties?.Items.TryGetValue(ReturnUrlItem, out var url) == true ? url : null;

    public static bool StayOf(AuthenticationProperties properties) => properties.Items.TryGetValue(StayItem, out var stay) && stay == "true";

    public static bool CanCreateOf(AuthenticationProperties properties) => properties.Items.TryGetValue(CanCreateItem, out var can) && can == "true";

    /// <summary>Random bytes, the nonce that limits this answer to one use.</summary>
    public static byte[] NonceOf(AuthenticationProperties properties) =>
        Convert.FromHexString(properties.Items[NonceItem] ?? throw new InvalidOperationException("Begin sets the nonce of each redirect to a provider."));

    /// <summary>The return address after a failure: the same address, with the reason.</summary>
    public static string Failed(ProviderError error, string? reference, AuthenticationProperties? properties)
    {
        var query = QueryOf(properties).Add("error", error.ToString());

        return Address + (reference is null ? query : query.Add("reference", reference)) + EmptyFragment;
    }

    /// <summary>The address after a good answer. It repeats the request, for the page that tells what fails there.</summary>
    public static string Completed(AuthenticationProperties? properties) => Address + QueryOf(properties) + EmptyFragment;

    /// <summary>What <see cref="Failed"/> writes, of a copy of the state.</summary>
    public static ProviderReturnQuery QueryFor(AuthenticationProperties properties, string? reference) => new()
    {
        Reference = reference,
        ReturnUrl = ReturnUrlOf(properties),
        Confirm = SessionToReauthenticate(properties) is null ? null : Yes,
        Reason = ReasonOf(properties),
        Link = SessionToLink(properties) is null ? null : Yes,
    };

    /// <summary>The return address and the purpose.</summary>
    private static QueryString QueryOf(AuthenticationProperties? properties)
    {
        var query = QueryString.Empty;
        if (ReturnUrlOf(properties) is { } returnUrl)
        {
            query = query.Add("returnUrl", returnUrl);
        }

        if (SessionToReauthenticate(properties) is not null)
        {
            query = query.Add("confirm", Yes).Add("reason", ReasonOf(properties) ?? "");
        }

        if (SessionToLink(properties) is not null)
        {
            query = query.Add("link", Yes);
        }

        return query;
    }
}

/// <summary>The possible failures of a provider redirect.</summary>
public enum ProviderError
{
    /// <summary>The person pressed Cancel there.</summary>
    Cancelled,

    /// <summary>The provider returned an error, or an answer that proves nothing.</summary>
    Failed,

    /// <summary>A new authentication was requested, and the provider's answer does not prove one.</summary>
    NotProvedFresh,
}
