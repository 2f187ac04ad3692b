using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace PasskeyBlazor.Sessions;

/// <summary>Tells <see cref="CircuitLimits"/> when the server forgets a circuit.</summary>
public sealed class CircuitCount(AuthenticationStateProvider authentication, CircuitLimits limits) : CircuitHandler
{
    private Guid? user; // of the start: the session may end while the circuit is open

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        user = SignedIn.From((await authentication.GetAuthenticationStateAsync()).User)?.UserId;

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (user is { } counted)
        {
            limits.Closed(counted);
        }

        return Task.CompletedTask;
    }
}
