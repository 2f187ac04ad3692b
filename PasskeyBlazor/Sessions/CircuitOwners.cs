using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Which session each circuit was started in, if in any. The framework lets whoever knows a circuit's secret go on with it, as the
/// person that they are, and shows them what the other's page has yet to draw. Here only a connection of the same session may. To have a
/// circuit ended, as a page does when it is left, the secret is enough.
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
                return isBack; // false means that there is no such circuit: the page offers to load again

            case "ResumeCircuit":
                return null; // what a circuit leaves when it is put away belongs to no session, and anybody could go on from it

            default:
                return await next(invocationContext);
        }
    }

    /// <summary>A circuit outlives its connection by a while. What is known of it need not be known for longer.</summary>
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
        var hasOne = connection.Items.ContainsKey(this); // with a second the first would never be forgotten
        if (hasOne || secret is null || !owners.TryGetValue(secret, out var owner))
        {
            return false;
        }

        var sessionId = SessionOf(connection);
        if (owner.SessionId == sessionId)
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
        owners.TryRemove(KeyValuePair.Create(owner.Secret, owner)); // not if another connection took its place meanwhile
    }

    [LoggerMessage(LogLevel.Warning, "A circuit of session {OwnerId} was asked for in session {SessionId}, and refused.")]
    private partial void LogRefused(Guid? ownerId, Guid? sessionId);

    /// <summary>One for each connection: two are the same only if they are one.</summary>
    private sealed class Owner(string secret, Guid? sessionId)
    {
        public string Secret => secret;

        public Guid? SessionId => sessionId;
    }
}
