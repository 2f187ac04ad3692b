using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>User activity in a circuit extends the session, as a request does. The keep-alive messages of the socket do not.</summary>
public sealed partial class CircuitKeepAlive(
    AuthenticationStateProvider authentication, OpenSessions sessions, TimeProvider clock, ILogger<CircuitKeepAlive> logger) : CircuitHandler
{
    private static readonly TimeSpan AskedAtMostEvery = TimeSpan.FromMinutes(1);

    private DateTimeOffset askedAt = clock.GetUtcNow(); // The request for the page already counts as activity.

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next)
    {
        return async context =>
        {
            await NoteAsync();
            await next(context);
        };
    }

    private async Task NoteAsync()
    {
        var now = clock.GetUtcNow();
        if (now - askedAt < AskedAtMostEvery)
        {
            return;
        }

        askedAt = now;
        try
        {
            var state = await authentication.GetAuthenticationStateAsync();
            if (SignedIn.From(state.User) is { } signedIn
                && await sessions.FindAsync(signedIn, CancellationToken.None) is { } session)
            {
                await sessions.TouchAsync(session, CancellationToken.None);
            }
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            LogActivityNotSaved(fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Activity in a circuit could not be saved.")]
    private partial void LogActivityNotSaved(Exception fault);
}
