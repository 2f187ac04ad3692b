using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>Replaces a store of clients. This app is the only client, and the provider redirects only to this app.</summary>
internal sealed class ClientRules(IConfiguration configuration, OwnAddress address) :
    IOpenIddictServerHandler<ValidateAuthorizationRequestContext>,
    IOpenIddictServerHandler<ValidateTokenRequestContext>,
    IOpenIddictServerHandler<ValidateEndSessionRequestContext>
{
    private const string CallbackPath = "/signin-oidc-development";

    public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        if (!IsTheApp(context.ClientId))
        {
            context.Reject(Errors.InvalidClient, "The client is unknown.");
        }
        else if (!IsOwn(context.RedirectUri, out var uri) || uri.PathAndQuery != CallbackPath)
        {
            context.Reject(Errors.InvalidRequest, $"The redirect_uri is not {new Uri(address.Issuer, CallbackPath)}. Open the app there.");
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        if (!IsTheApp(context.ClientId) || !IsTheSecret(context.ClientSecret))
        {
            context.Reject(Errors.InvalidClient, "The client is unknown or its secret is wrong.");
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ValidateEndSessionRequestContext context)
    {
        if (!string.IsNullOrEmpty(context.PostLogoutRedirectUri) && !IsOwn(context.PostLogoutRedirectUri, out _))
        {
            context.Reject(Errors.InvalidRequest, "The post_logout_redirect_uri is not an address of the app.");
        }

        return ValueTask.CompletedTask;
    }

    private bool IsOwn(string? text, out Uri uri) => Uri.TryCreate(text, UriKind.Absolute, out uri!) && address.IsOrigin(uri);

    private bool IsTheApp(string? clientId) => clientId == Configured("ClientId");

    private bool IsTheSecret(string? secret) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(secret ?? ""), Encoding.UTF8.GetBytes(Configured("ClientSecret")));

    private string Configured(string key) => configuration.GetRequiredSection(DevelopmentIdentityServices.Section)[key]!;
}
