using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>
/// The way to a provider and back. What the person wants afterwards travels in the handler's protected state; every ending,
/// good or bad, arrives at one address.
/// </summary>
public static class ProviderReturn
{
    public const string Address = "/session/provider/callback";

    /// <summary>How long the way back may take once the provider has answered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int ClockSkewInSeconds = 60;

    private const string ReturnUrlItem = "return-url";
    private const string StayItem = "stay";
    private const string TicketItem = "ticket";
    private const string SessionItem = "session";
    private const string ReasonItem = "reason";
    private const string LinkItem = "link";
    private const string BegunItem = "begun";

    public static AuthenticationProperties Begin(string returnUrl, bool stay) => new(new Dictionary<string, string?>
    {
        [ReturnUrlItem] = returnUrl,
        [StayItem] = stay ? "true" : "false", // a null would come back as an empty text
        [TicketItem] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
    })
    {
        RedirectUri = Address,
    };

    /// <summary>
    /// The way of somebody who is signed in, and shall prove it again. The provider is asked not to take its own word for it
    /// (OpenID Connect Core §3.1.2.1), as far as it knows how.
    /// </summary>
    /// <param name="way">Begun here.</param>
    /// <param name="sessionId">The session to be confirmed.</param>
    /// <param name="reason">Why, for the page that asked; it is told again if the way ends badly.</param>
    /// <param name="now">When.</param>
    /// <param name="provider">Whom to ask.</param>
    public static AuthenticationProperties Confirming(
        this AuthenticationProperties way, Guid sessionId, string? reason, DateTimeOffset now, Provider provider)
    {
        way.Items[SessionItem] = sessionId.ToString();
        way.Items[ReasonItem] = reason ?? ""; // a null would come back as an empty text

        return way.AskingAgain(now, provider);
    }

    /// <summary>The way of somebody who is signed in, and wants one more account to be a way in. They shall choose which, and prove it.</summary>
    public static AuthenticationProperties Linking(this AuthenticationProperties way, Guid sessionId, DateTimeOffset now, Provider provider)
    {
        way.Items[LinkItem] = sessionId.ToString();

        return way.AskingAgain(now, provider);
    }

    private static AuthenticationProperties AskingAgain(this AuthenticationProperties way, DateTimeOffset now, Provider provider)
    {
        way.Items[BegunItem] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        way.SetParameter(OpenIdConnectParameterNames.MaxAge, (TimeSpan?)TimeSpan.Zero);
        if (provider.AsksAgainBy is var (parameter, value))
        {
            way.SetParameter(parameter, value);
        }

        return way;
    }

    /// <summary>The session to be confirmed, or null where somebody simply signs in.</summary>
    public static Guid? SessionToConfirm(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(SessionItem, out var id) == true ? Guid.Parse(id!) : null;

    /// <summary>Why it is to be confirmed.</summary>
    public static string? ReasonOf(AuthenticationProperties? properties) => properties?.Items.TryGetValue(ReasonItem, out var reason) == true ? reason : null;

    /// <summary>The session that wants one more account to be a way in, or null.</summary>
    public static Guid? SessionToLink(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(LinkItem, out var id) == true ? Guid.Parse(id!) : null;

    /// <summary>Whether the provider says that the person last proved who they are before they were asked to.</summary>
    /// <param name="authTime">The ID token's <c>auth_time</c>, in seconds since 1970, where there is one.</param>
    public static bool IsOlderThanAsked(AuthenticationProperties? properties, string? authTime) =>
        properties?.Items.TryGetValue(BegunItem, out var begun) == true
        && long.TryParse(authTime, CultureInfo.InvariantCulture, out var proved)
        && proved < long.Parse(begun!, CultureInfo.InvariantCulture) - ClockSkewInSeconds;

    public static string? ReturnUrlOf(AuthenticationProperties? properties) => properties?.Items.TryGetValue(ReturnUrlItem, out var url) == true ? url : null;

    public static bool StayOf(AuthenticationProperties properties) => properties.Items.TryGetValue(StayItem, out var stay) && stay == "true";

    /// <summary>Random bytes that make this answer usable once.</summary>
    public static byte[] TicketOf(AuthenticationProperties properties) =>
        Convert.FromHexString(properties.Items[TicketItem] ?? throw new InvalidOperationException("Every way to a provider begins here."));

    /// <summary>Where a way that failed goes on: to the same address, with the reason.</summary>
    public static string Failed(ProviderError error, string? reference, AuthenticationProperties? properties)
    {
        var query = QueryString.Create("error", error.ToString());
        if (reference is not null)
        {
            query = query.Add("reference", reference);
        }

        if (ReturnUrlOf(properties) is { } returnUrl)
        {
            query = query.Add("returnUrl", returnUrl);
        }

        if (SessionToConfirm(properties) is not null)
        {
            query = query.Add("confirm", "true").Add("reason", ReasonOf(properties) ?? "");
        }

        if (SessionToLink(properties) is not null)
        {
            query = query.Add("link", "true");
        }

        return Address + query;
    }
}

/// <summary>How the way through a provider can end badly.</summary>
public enum ProviderError
{
    /// <summary>The person pressed Cancel there.</summary>
    Cancelled,

    /// <summary>It answered with an error, or with something that proves nothing.</summary>
    Failed,
}
