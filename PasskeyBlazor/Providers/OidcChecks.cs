using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Adds what the stock OpenID Connect handler does not check. The handler accepts an unsigned ID token from the token endpoint. It
/// accepts a provider whose issuer differs from its configured address. It ignores the <c>iss</c> of RFC 9207 and, in a token for
/// several audiences, the authorized party. It mixes claims of two sources.
/// </summary>
internal sealed class OidcChecks(OidcKind kind, ProviderFailures failures, WayBack wayBack) : OpenIdConnectEvents
{
    /// <summary>
    /// This and the other checks refuse with an exception. A failed context would lose the state of the redirect, and with it the
    /// person's return address.
    /// </summary>
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var discovered = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        var issuer = context.ProtocolMessage.Iss;
        if (issuer is null && !discovered.AuthorizationResponseIssParameterSupported)
        {
            return;
        }

        if (issuer != (context.Options.TokenValidationParameters.ValidIssuer ?? discovered.Issuer))
        {
            throw new AuthenticationFailureException("The answer's iss is missing or of another provider (RFC 9207 §2.4).");
        }
    }

    /// <summary>
    /// Refuses what the library would refuse next, or accept from the discovery document, and names what the operator can change.
    /// </summary>
    public override Task TokenResponseReceived(TokenResponseReceivedContext context)
    {
        if (string.IsNullOrEmpty(context.TokenEndpointResponse.IdToken))
        {
            return Task.CompletedTask; // the handler refuses it
        }

        var token = new JsonWebToken(context.TokenEndpointResponse.IdToken);
        if (!TokenAlgorithms.IsVerifiable(token.Alg))
        {
            throw new AuthenticationFailureException(
                $"The ID token is signed with \"{SingleLine.Clean(token.Alg, 20)}\", which this app cannot verify. Choose RS256 or ES256 at the provider.");
        }

        if (!TokenIssuer.IsAccepted(context.Options, token.Issuer))
        {
            throw new AuthenticationFailureException(
                $"The ID token is of the issuer {SingleLine.Clean(token.Issuer, 500)}, which is not accepted. If it is the right one, write it into {TokenIssuer.Key(kind.Name)}.");
        }

        return Task.CompletedTask;
    }

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

    public override Task RemoteFailure(RemoteFailureContext context) => failures.HandleAsync(context, ((OpenIdConnectOptions)context.Options).StateDataFormat);

    public override Task TicketReceived(TicketReceivedContext context) => wayBack.RepeatAsync(context);

    private static void Check(JwtSecurityToken token, OpenIdConnectOptions options)
    {
        if (token.RawSignature.Length == 0) // the library then checks nothing more, whatever algorithm the header names
        {
            throw new AuthenticationFailureException("The ID token is not signed.");
        }

        if (token.Audiences.Skip(1).Any() && token.Payload.Azp != options.ClientId) // OpenID Connect Core §3.1.3.7
        {
            throw new AuthenticationFailureException("The ID token is for several, and was not given to this app.");
        }
    }
}
