using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace PasskeyBlazor.Providers;

/// <summary>
/// What the stock OpenID Connect handler leaves open: it takes an unsigned ID token from the token endpoint, does not look at
/// the <c>iss</c> of RFC 9207, and mixes claims of two sources.
/// </summary>
internal sealed class OidcChecks(OidcKind kind, ProviderFailures failures) : OpenIdConnectEvents
{
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var discovered = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        var issuer = context.ProtocolMessage.Iss;
        if (issuer is null && !discovered.AuthorizationResponseIssParameterSupported)
        {
            return;
        }

        if (issuer != discovered.Issuer)
        {
            context.Fail("The answer's iss is missing or of another provider (RFC 9207 §2.4).");
        }
    }

    /// <summary>Refuses by throwing: what only fails the context loses the way, and the person the page that they came from.</summary>
    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (context.SecurityToken.Header.Alg is null or SecurityAlgorithms.None)
        {
            throw new AuthenticationFailureException("The ID token is not signed.");
        }

        var profile = ExternalProfile.FromIdToken(context.Scheme.Name, context.SecurityToken.Issuer, context.Principal!);
        if (!profile.IsIdentified)
        {
            throw new AuthenticationFailureException("The ID token names nobody.");
        }

        if (ProviderReturn.IsOlderThanAsked(context.Properties, context.Principal!.FindFirstValue("auth_time")))
        {
            throw new AuthenticationFailureException("The person was asked to prove again who they are, and the ID token's auth_time says that they did not.");
        }

        var isVouchedFor = kind.VouchesForEmail?.Invoke(context.Principal!) ?? profile.IsEmailVerified;
        context.Principal = (profile with { IsEmailVerified = isVouchedFor }).ToPrincipal();
        return Task.CompletedTask;
    }

    public override Task UserInformationReceived(UserInformationReceivedContext context)
    {
        // The handler has checked that this is about the same subject.
        context.Principal = ExternalProfile.From(context.Principal!).CompletedBy(context.User.RootElement).ToPrincipal();
        return Task.CompletedTask;
    }

    public override Task AccessDenied(AccessDeniedContext context) => failures.GoOnAsync(context);

    public override Task RemoteFailure(RemoteFailureContext context) => failures.GoOnAsync(context);
}
