using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Checks for each request with the cookie that its session is still open. The same query loads the user data for the pages.
/// </summary>
public sealed partial class SessionCookieEvents(OpenSessions sessions, ILogger<SessionCookieEvents> logger) : CookieAuthenticationEvents
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

        await TouchAsync(session, http.RequestAborted);
        context.ReplacePrincipal(Sessions.SignedIn.From(session).ToPrincipal());
    }

    private async Task TouchAsync(Data.Session session, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.TouchAsync(session, cancellationToken);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            LogActivityNotSaved(fault); // The page is more important than the time of the last activity.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Activity of a session could not be saved.")]
    private partial void LogActivityNotSaved(Exception fault);
}
