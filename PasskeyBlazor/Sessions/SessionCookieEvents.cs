using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Checks for each request with the cookie that its session is still open. The same query loads the user data for the pages.
/// </summary>
public sealed class SessionCookieEvents(OpenSessions sessions) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (http.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            // The error page displays the user of the failed request. It must not query the database, which may be the cause of the error.
            if (Sessions.SignedIn.From(http.User) is not null)
            {
                context.ReplacePrincipal(http.User);
            }
            else
            {
                context.RejectPrincipal();
            }

            return;
        }

        var session = context.Principal is { } principal && Sessions.SignedIn.From(principal) is { } claimed
            ? await sessions.FindAsync(claimed, http.RequestAborted)
            : null;
        if (session is null)
        {
            context.RejectPrincipal();
            await http.SignOutAsync(SessionServices.Scheme);
            return;
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<NoActivity>() is null)
        {
            await sessions.TouchAsync(session, http.RequestAborted);
        }

        context.ReplacePrincipal(Sessions.SignedIn.From(session).ToPrincipal());
    }
}
