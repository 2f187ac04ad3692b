using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

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

    private const string ReturnUrlItem = "return-url";
    private const string StayItem = "stay";
    private const string TicketItem = "ticket";

    public static AuthenticationProperties Begin(string returnUrl, bool stay) => new(new Dictionary<string, string?>
    {
        [ReturnUrlItem] = returnUrl,
        [StayItem] = stay ? "true" : null,
        [TicketItem] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
    })
    {
        RedirectUri = Address,
    };

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
