using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace PasskeyBlazor.Sessions;

/// <summary>User activity in a circuit extends the session, as a request does. The keep-alive messages of the socket do not.</summary>
public sealed class CircuitKeepAlive(AuthenticationStateProvider authentication, OpenSessions sessions, TimeProvider clock) : CircuitHandler
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
        var state = await authentication.GetAuthenticationStateAsync();
        if (SignedIn.From(state.User) is { } signedIn)
        {
            await sessions.TouchAsync(signedIn, CancellationToken.None);
        }
    }
}
