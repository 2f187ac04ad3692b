using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Adds what the stock OpenID Connect handler does not check. The handler accepts an unsigned ID token from the token endpoint. It
/// accepts a provider whose issuer differs from its configured address. It ignores the <c>iss</c> of RFC 9207 and, in a token for
/// several audiences, the authorized party. It mixes claims of two sources.
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

    /// <summary>
    /// Refuses with an exception. A failed context would lose the state of the redirect, and with it the person's return address.
    /// </summary>
    public override Task TokenValidated(TokenValidatedContext context)
    {
        Check(context.SecurityToken, context.Options);
        var profile = ExternalProfile.FromIdToken(context.Scheme.Name, context.SecurityToken.Issuer, context.Principal!);
        if (!profile.IsIdentified)
        {
            throw new AuthenticationFailureException("The ID token names no person.");
        }

        if (ProviderReturn.IsOlderThanAsked(context.Properties, context.Principal!.FindFirstValue("auth_time")))
        {
            throw new AuthenticationFailureException("The person was asked to prove again who they are, and the ID token's auth_time says that they did not.");
        }

        var isVouchedFor = kind.VerifiesEmail?.Invoke(context.Principal!) ?? profile.IsEmailVerified;
        context.Principal = (profile with { IsEmailVerified = isVouchedFor }).ToPrincipal();
        return Task.CompletedTask;
    }

    public override Task UserInformationReceived(UserInformationReceivedContext context)
    {
        // The handler has checked that UserInfo is about the same subject.
        context.Principal = ExternalProfile.From(context.Principal!).CompletedBy(context.User.RootElement).ToPrincipal();
        return Task.CompletedTask;
    }

    public override Task AccessDenied(AccessDeniedContext context) => failures.HandleAsync(context);

    public override Task RemoteFailure(RemoteFailureContext context) => failures.HandleAsync(context);

    private void Check(JwtSecurityToken token, OpenIdConnectOptions options)
    {
        if (token.RawSignature.Length == 0) // the library then checks nothing more, whatever algorithm the header names
        {
            throw new AuthenticationFailureException("The ID token is not signed.");
        }

        if (kind.ValidateIssuer is null && token.Issuer.TrimEnd('/') != options.Authority!.TrimEnd('/')) // OpenID Connect Discovery §4.3
        {
            throw new AuthenticationFailureException("The ID token is of another issuer than the configured one, whatever its discovery document says.");
        }

        if (token.Audiences.Skip(1).Any() && token.Payload.Azp != options.ClientId) // OpenID Connect Core §3.1.3.7
        {
            throw new AuthenticationFailureException("The ID token is for several, and was not given to this app.");
        }
    }
}
