using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Adds what the stock OAuth handler does not check: the identity of the person. The handler would sign in an identity without any
/// claim.
/// </summary>
internal sealed class OAuthChecks(OAuthKind kind, string issuer, ProviderEndpoints endpoints, ProviderFailures failures, WayBack wayBack) : OAuthEvents
{
    public override async Task CreatingTicket(OAuthCreatingTicketContext context)
    {
        var profile = await kind.ReadProfileAsync(new OAuthPerson(context, issuer, endpoints));

        context.Principal = profile.ToPrincipal();
    }

    /// <summary>The handler has no parameters for a single challenge.</summary>
    public override Task RedirectToAuthorizationEndpoint(RedirectContext<OAuthOptions> context)
    {
        var address = context.RedirectUri;
        if (kind.AsksAgainBy is { } asks && context.Properties.GetParameter<string>(asks.Parameter) is { } value)
        {
            address = QueryHelpers.AddQueryString(address, asks.Parameter, value);
        }

        context.Response.Redirect(address);
        return Task.CompletedTask;
    }

    public override Task AccessDenied(AccessDeniedContext context) => failures.HandleAsync(context);

    public override Task RemoteFailure(RemoteFailureContext context) => failures.HandleAsync(context, ((OAuthOptions)context.Options).StateDataFormat);

    public override Task TicketReceived(TicketReceivedContext context) => wayBack.RepeatAsync(context);
}
