using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace PasskeyBlazor.Providers;

/// <summary>What the stock OAuth handler leaves open: who the person is. It would sign in an identity without any claim.</summary>
internal sealed class OAuthChecks(OAuthKind kind, ProviderEndpoints endpoints, ProviderFailures failures) : OAuthEvents
{
    public override async Task CreatingTicket(OAuthCreatingTicketContext context)
    {
        var profile = await kind.ReadProfileAsync(new OAuthPerson(context, kind.Issuer, endpoints));

        context.Principal = profile.ToPrincipal();
    }

    public override Task AccessDenied(AccessDeniedContext context) => failures.GoOnAsync(context);

    public override Task RemoteFailure(RemoteFailureContext context) => failures.GoOnAsync(context);
}
