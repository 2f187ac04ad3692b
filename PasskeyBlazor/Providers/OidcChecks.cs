using System.IdentityModel.Tokens.Jwt;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Adds what the stock OpenID Connect handler does not check. The handler accepts an unsigned ID token from the token endpoint. It
/// accepts a provider whose issuer differs from its configured address. It ignores the <c>iss</c> of RFC 9207 and, in a token for
/// several audiences, the authorized party. It mixes claims of two sources.
/// </summary>
internal sealed class OidcChecks(OidcKind kind, bool provesFreshness, UserInfoEndpoint userInfo, ProviderFailures failures) : OpenIdConnectEvents
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

    public override Task RemoteFailure(RemoteFailureContext context) => failures.HandleAsync(context);

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
