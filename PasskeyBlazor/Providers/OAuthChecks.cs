using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Adds what the stock OAuth handler does not check: the identity of the person. The handler would sign in an identity without any
/// claim.
/// </summary>
internal sealed class OAuthChecks(OAuthKind kind, string issuer, ProviderEndpoints endpoints, ProviderFailures failures) : OAuthEvents
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

    public override Task TicketReceived(TicketReceivedContext context)
    {
        context.ReturnUri = EndingFragment(context.ReturnUri);
        return Task.CompletedTask;
    }

    public override async Task AccessDenied(AccessDeniedContext context)
    {
        await failures.HandleAsync(context);
        context.Response.Headers.Location = EndingFragment(context.Response.Headers.Location);
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        await failures.HandleAsync(context);
        context.Response.Headers.Location = EndingFragment(context.Response.Headers.Location);
    }

    /// <summary>A browser carries a fragment over to an address that has none of its own (Fetch §4.4). An empty one ends that.</summary>
    private string? EndingFragment(string? address) => kind.AppendsFragment ? address + "#" : address;
}
