using Microsoft.AspNetCore.Http.HttpResults;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.SignIn;

/// <summary>The query parameters of the page that creates a passkey without a circuit.</summary>
public static class AddPasskeyAddress
{
    /// <param name="returnUrl">Where the person goes on, with or without a passkey.</param>
    /// <param name="isOffer">Whether the app offers the passkey, and the person can decline it.</param>
    public static string For(string? returnUrl, bool isOffer = false) => PasskeysAddress.Add + QueryFor(returnUrl, isOffer);

    /// <summary>
    /// Redirects to the page with the offer, or to the wanted address where that is this page already. A pending link comes first: it
    /// waits for minutes only, and the person came to connect it.
    /// </summary>
    /// <param name="wanted">A local address.</param>
    public static RedirectHttpResult Offer(string wanted) => TypedResults.LocalRedirect(
        LinkAddress.Is(wanted) ? LinkAddress.Before(wanted, OfferBefore) : OfferBefore(wanted));

    private static string OfferBefore(string wanted) =>
        wanted.StartsWith(PasskeysAddress.Add, StringComparison.OrdinalIgnoreCase) ? wanted : For(wanted, isOffer: true);

    /// <summary>Redirects to the page with the passkey that was just added.</summary>
    public static RedirectHttpResult Added(Guid passkeyId, string? returnUrl) =>
        TypedResults.LocalRedirect(PasskeysAddress.Add + QueryFor(returnUrl, isOffer: false).Add("added", $"{passkeyId}"));

    /// <summary>Redirects to the page with an error message.</summary>
    public static RedirectHttpResult Failed(Failure failure, string? returnUrl, bool isOffer) =>
        TypedResults.LocalRedirect(PasskeysAddress.Add + QueryFor(returnUrl, isOffer).Add("failure", failure.ToString()));

    private static QueryString QueryFor(string? returnUrl, bool isOffer)
    {
        var query = QueryString.Create("returnUrl", ReturnUrl.Local(returnUrl));

        return isOffer ? query.Add("offer", "true") : query;
    }
}
