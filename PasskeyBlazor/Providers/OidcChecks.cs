using System.IdentityModel.Tokens.Jwt;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>
/// What the stock OpenID Connect handler leaves open: it takes an unsigned ID token from the token endpoint, believes a provider
/// that calls itself another, does not look at the <c>iss</c> of RFC 9207 nor, in a token for several, at whom it was given to,
/// and mixes claims of two sources. And where its failures end.
/// </summary>
public sealed partial class OidcChecks(ILogger<OidcChecks> logger) : OpenIdConnectEvents
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

    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (WhyNot(context.SecurityToken, context.Options) is { } reason)
        {
            context.Fail(reason);
            return Task.CompletedTask;
        }

        var profile = ExternalProfile.FromIdToken(context.Scheme.Name, context.SecurityToken.Issuer, context.Principal!);
        if (!profile.IsIdentified)
        {
            context.Fail("The ID token names nobody.");
            return Task.CompletedTask;
        }

        context.Principal = profile.ToPrincipal();
        return Task.CompletedTask;
    }

    public override Task UserInformationReceived(UserInformationReceivedContext context)
    {
        // The handler has checked that this is about the same subject.
        context.Principal = ExternalProfile.From(context.Principal!).CompletedBy(context.User.RootElement).ToPrincipal();
        return Task.CompletedTask;
    }

    public override Task AccessDenied(AccessDeniedContext context)
    {
        context.Response.Redirect(ProviderReturn.Failed(ProviderError.Cancelled, reference: null, context.Properties));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>The library's message goes to the log, a reference to the person.</summary>
    public override Task RemoteFailure(RemoteFailureContext context)
    {
        var reference = Reference.New();
        LogFailed(context.Scheme.Name, reference, context.Failure);
        context.Response.Redirect(ProviderReturn.Failed(ProviderError.Failed, reference, context.Properties));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static string? WhyNot(JwtSecurityToken token, OpenIdConnectOptions options)
    {
        if (token.RawSignature.Length == 0)
        {
            return "The ID token is not signed."; // the library asks no further then, whatever algorithm the header names
        }

        if (token.Issuer.TrimEnd('/') != options.Authority!.TrimEnd('/'))
        {
            return "The ID token's issuer is not the provider that was configured, whatever its discovery document says (OpenID Connect Discovery §4.3).";
        }

        if (token.Audiences.Skip(1).Any() && token.Payload.Azp != options.ClientId)
        {
            return "The ID token is for others as well and does not say that this app may use it (OpenID Connect Core §3.1.3.7).";
        }

        return null;
    }

    [LoggerMessage(LogLevel.Warning, "Signing in through {Provider} failed. Reference {Reference}.")]
    private partial void LogFailed(string provider, string reference, Exception? failure);
}
