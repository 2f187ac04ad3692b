using System.IdentityModel.Tokens.Jwt;
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
internal sealed class OidcChecks(OidcKind kind, bool provesFreshness, UserInfoEndpoint userInfo, ProviderFailures failures, WayBack wayBack) : OpenIdConnectEvents
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
        if (token.IsEncrypted)
        {
            throw new AuthenticationFailureException("The ID token is encrypted, which this app does not support. Switch that off at the provider.");
        }

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

    public override async Task TokenValidated(TokenValidatedContext context)
    {
        Check(context.SecurityToken, context.Options);
        var profile = ExternalProfile.FromIdToken(context.Scheme.Name, context.SecurityToken.Issuer, context.Principal!);
        if (!profile.IsIdentified)
        {
            throw new AuthenticationFailureException("The ID token names no person.");
        }

        if (provesFreshness)
        {
            ProveFreshness(context.SecurityToken, context.Properties!, context.Options);
        }

        var isVouchedFor = kind.VerifiesEmail?.Invoke(context.Principal!) ?? profile.IsEmailVerified;
        var told = (profile with { IsEmailVerified = isVouchedFor }).ToPrincipal();
        context.Principal = kind.AsksUserInfo ? (await userInfo.CompleteAsync(context, ExternalProfile.From(told))).ToPrincipal() : told;
    }

    public override Task AccessDenied(AccessDeniedContext context) => failures.HandleAsync(context);

    public override Task RemoteFailure(RemoteFailureContext context) => failures.HandleAsync(context, ((OpenIdConnectOptions)context.Options).StateDataFormat);

    public override Task TicketReceived(TicketReceivedContext context) => wayBack.RepeatAsync(context);

    /// <summary>
    /// Reauthentication requires the proof, because the address with <c>max_age</c> is in the hands of the browser. A new connected
    /// account does not, but an old proof is refused. In a plain sign-in a proof is welcome.
    /// </summary>
    private static void ProveFreshness(JwtSecurityToken token, AuthenticationProperties properties, OpenIdConnectOptions options)
    {
        var reason = AuthenticationTime.WhyNotAfter(
            token, ProviderReturn.BegunAt(properties), options.TimeProvider!.GetUtcNow(), options.TokenValidationParameters.ClockSkew);
        if (reason is null)
        {
            ProviderReturn.MarkProvedFresh(properties);
        }
        else if (ProviderReturn.SessionToReauthenticate(properties) is not null
            || (ProviderReturn.SessionToLink(properties) is not null && AuthenticationTime.IsIn(token)))
        {
            throw new NotProvedFreshException(reason);
        }
    }

    /// <summary>
    /// The app never signs people out at a provider, so no answer is expected. A provider may still lead people to this address. The
    /// handler would show a blank page, or follow the state of another redirect.
    /// </summary>
    public override Task SignedOutCallbackRedirect(RemoteSignOutContext context)
    {
        context.Response.Redirect("/");
        context.HandleResponse();

        return Task.CompletedTask;
    }

    private static void Check(JwtSecurityToken token, OpenIdConnectOptions options)
    {
        if (token.RawSignature.Length == 0) // the library then checks nothing more, whatever algorithm the header names
        {
            throw new AuthenticationFailureException("The ID token is not signed.");
        }

        // The library checks exp and nbf, with the same tolerance. In the past iat may lie: Microsoft dates it back by five minutes.
        if (token.IssuedAt > (options.TimeProvider!.GetUtcNow() + options.TokenValidationParameters.ClockSkew).UtcDateTime)
        {
            throw new AuthenticationFailureException("The ID token's iat is in the future.");
        }

        if (token.Audiences.Skip(1).Any() && token.Payload.Azp != options.ClientId) // OpenID Connect Core §3.1.3.7
        {
            throw new AuthenticationFailureException("The ID token is for several, and was not given to this app.");
        }
    }
}
