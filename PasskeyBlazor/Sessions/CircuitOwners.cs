using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Remembers the session that started each circuit. The framework lets any client with the secret of a circuit
/// reconnect to it. That client keeps its own identity, but it receives the pending render output of the other user's page.
/// Here, only a connection of the same session can reconnect. The secret alone is enough to end a circuit. A page does so when
/// the user leaves it.
/// </summary>
public sealed partial class CircuitOwners(IOptions<CircuitOptions> circuits, TimeProvider clock, ILogger<CircuitOwners> logger) : IHubFilter
{
    private readonly ConcurrentDictionary<string, Owner> owners = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var connection = invocationContext.Context;
        switch (invocationContext.HubMethodName)
        {
            case "StartCircuit":
                var started = await next(invocationContext);
                Keep(connection, started as string);
                return started;

            case "ConnectCircuit":
                var secret = invocationContext.HubMethodArguments[0] as string;
                var isBack = MayConnect(connection, secret) && await next(invocationContext) is true;
                Keep(connection, isBack ? secret : null);
                return isBack; // False means that the circuit does not exist. The page then offers a reload.

            case "ResumeCircuit":
                return null; // The saved state of a paused circuit is not bound to a session. Any client could resume it.

            default:
                return await next(invocationContext);
        }
    }

    /// <summary>A circuit lives on for some time after a disconnect. Its owner is kept only for that time.</summary>
    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (context.Context.Items.TryGetValue(this, out var kept) && kept is Owner owner)
        {
            _ = ForgetAsync(owner);
        }

        return next(context, exception);
    }

    private static Guid? SessionOf(HubCallerContext connection) => connection.User is { } user ? SignedIn.From(user)?.SessionId : null;

    private bool MayConnect(HubCallerContext connection, string? secret)
    {
        // The owner of a first circuit would never be removed if a second one replaced it in this connection.
        var hasOne = connection.Items.ContainsKey(this);
        if (hasOne || secret is null || !owners.TryGetValue(secret, out var owner))
        {
            return false;
        }

        var sessionId = SessionOf(connection);
        if (sessionId is not null && owner.SessionId == sessionId)
        {
            return true;
        }

        LogRefused(owner.SessionId, sessionId);
        return false;
    }

    private void Keep(HubCallerContext connection, string? secret)
    {
        if (secret is not null)
        {
            connection.Items[this] = owners[secret] = new Owner(secret, SessionOf(connection));
        }
    }

    private async Task ForgetAsync(Owner owner)
    {
        await Task.Delay(circuits.Value.DisconnectedCircuitRetentionPeriod, clock);
        owners.TryRemove(KeyValuePair.Create(owner.Secret, owner)); // Does not remove the owner of a newer connection.
    }

    [LoggerMessage(LogLevel.Warning, "A circuit of session {OwnerId} was asked for in session {SessionId}, and refused.")]
    private partial void LogRefused(Guid? ownerId, Guid? sessionId);

    /// <summary>One instance for each connection, compared by reference.</summary>
    private sealed class Owner(string secret, Guid? sessionId)
    {
        public string Secret => secret;

        public Guid? SessionId => sessionId;
    }
}
