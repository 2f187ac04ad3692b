using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>
/// Repeats the claims of the ID token. OpenIddict answers with the subject and the e-mail address; this handler adds the rest.
/// </summary>
internal sealed class UserInfo : IOpenIddictServerHandler<HandleUserInfoRequestContext>
{
    public ValueTask HandleAsync(HandleUserInfoRequestContext context)
    {
        var token = context.AccessTokenPrincipal;
        foreach (var type in (string[])[Claims.Name, Claims.Picture])
        {
            if (token.GetClaim(type) is { } value)
            {
                context.Claims[type] = value;
            }
        }

        if (token.GetClaim(Claims.EmailVerified) is { } verified)
        {
            context.EmailVerified = bool.Parse(verified); // a JSON boolean, as in the ID token
        }

        return ValueTask.CompletedTask;
    }
}
