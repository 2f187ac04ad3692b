using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Http;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Limits what the circuits of one user take from the other users of this node: how many circuits there are, and how many calls they
/// make. Apart from its timers, all work of a circuit begins with a call of its page, so this also bounds its statements and its lines in the
/// log.
/// </summary>
public sealed partial class CircuitLimits : IHubFilter, IDisposable
{
    /// <summary>The circuits of one user, with those that wait for a lost connection. One open page has one circuit.</summary>
    public const int MaxPerUser = 50;

    /// <summary>How many circuits of all users wait for their connection. The framework drops the oldest one for one more.</summary>
    public const int MaxDropped = 20 * MaxPerUser;

    /// <summary>The connections of one user: a page that reconnects has two for a moment.</summary>
    private const int MaxConnections = 2 * MaxPerUser;

    private readonly ConcurrentDictionary<Guid, int> circuits = new();
    private readonly ConcurrentDictionary<Guid, int> connections = new();
    private readonly PartitionedRateLimiter<Guid> calls;
    private readonly ILogger<CircuitLimits> logger;

    public CircuitLimits(IOptions<RateLimits> limits, ILogger<CircuitLimits> logger)
    {
        this.logger = logger;
        calls = PartitionedRateLimiter.Create<Guid, Guid>(user =>
            RateLimitPartition.GetTokenBucketLimiter(user, _ => RateLimiting.Bucket(limits.Value.CircuitCalls, waiting: 2 * MaxPerUser)));
    }

    /// <summary>
    /// A call above the limit waits. SignalR runs the calls of a connection one after the other, so its page waits too. Too many waiting
    /// calls end their connection.
    /// </summary>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var connection = invocationContext.Context;
        if (SignedIn.From(connection.User!)?.UserId is not { } user)
        {
            return await next(invocationContext); // another hub: that of the circuits accepts signed-in users only
        }

        if (!await MayCallAsync(user, connection.ConnectionAborted))
        {
            connection.Abort();
            return null;
        }

        return invocationContext.HubMethodName == "StartCircuit" ? await StartAsync(user, invocationContext, next) : await next(WithLoggableError(invocationContext));
    }

    /// <summary>Also a connection without a circuit takes memory.</summary>
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (SignedIn.From(context.Context.User!)?.UserId is { } user && Add(connections, user) > MaxConnections)
        {
            context.Context.Abort();
        }

        await next(context);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (SignedIn.From(context.Context.User!)?.UserId is { } user)
        {
            Remove(connections, user);
        }

        await next(context, exception);
    }

    /// <summary>Forgets a circuit of a user.</summary>
    public void Closed(Guid user) => Remove(circuits, user);

    public void Dispose() => calls.Dispose();

    private static int Add(ConcurrentDictionary<Guid, int> counts, Guid user) => counts.AddOrUpdate(user, 1, (_, count) => count + 1);

    private static void Remove(ConcurrentDictionary<Guid, int> counts, Guid user)
    {
        if (counts.AddOrUpdate(user, 0, (_, count) => count - 1) <= 0)
        {
            counts.TryRemove(KeyValuePair.Create(user, 0));
        }
    }

    private async Task<bool> MayCallAsync(Guid user, CancellationToken connectionAborted)
    {
        try
        {
            using var lease = await calls.AcquireAsync(user, 1, connectionAborted);
            return lease.IsAcquired;
        }
        catch (OperationCanceledException)
        {
            return false; // the page has gone, and SignalR would log an exception as an error
        }
    }

    /// <summary>Counts the circuit before it starts, so that starts at the same time do not pass the limit together.</summary>
    private async Task<object?> StartAsync(Guid user, HubInvocationContext call, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        object? started = null;
        try
        {
            if (Add(circuits, user) <= MaxPerUser)
            {
                return started = await next(call);
            }

            LogTooMany(user, MaxPerUser);
            await call.Hub.Clients.Caller.SendAsync("JS.Error", "Too many circuits.", call.Context.ConnectionAborted); // the page shows its own sentence
            return null;
        }
        finally
        {
            if (started is null)
            {
                Closed(user);
            }
        }
    }

    /// <summary>The framework logs the error that a page reports about a drawing, as the page sends it.</summary>
    private static HubInvocationContext WithLoggableError(HubInvocationContext call) =>
        call is { HubMethodName: "OnRenderCompleted", HubMethodArguments: [var batch, string error] }
            ? new HubInvocationContext(call.Context, call.ServiceProvider, call.Hub, call.HubMethod, [batch, SingleLine.Clean(error, 200) ?? "no text"])
            : call;

    [LoggerMessage(LogLevel.Warning, "User {UserId} has {Count} circuits on this node and cannot open another one.")]
    private partial void LogTooMany(Guid userId, int count);
}
