using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Http;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Limits what the circuits of one user take from the other users of this node: how many circuits there are, and how many calls they
/// make. All work of a circuit begins with a call of its page, so this also bounds its statements and its lines in the log.
/// </summary>
public sealed partial class CircuitLimits : IHubFilter, IDisposable
{
    /// <summary>The circuits of one user, with those that wait for a lost connection. One open page has one circuit.</summary>
    public const int MaxPerUser = 50;

    /// <summary>How many circuits of all users wait for their connection. The framework drops the oldest one for one more.</summary>
    public const int MaxDropped = 100 * MaxPerUser;

    private readonly ConcurrentDictionary<Guid, int> circuits = new();
    private readonly PartitionedRateLimiter<Guid> calls;
    private readonly ILogger<CircuitLimits> logger;

    public CircuitLimits(IOptions<RateLimits> limits, ILogger<CircuitLimits> logger)
    {
        this.logger = logger;
        calls = PartitionedRateLimiter.Create<Guid, Guid>(user =>
            RateLimitPartition.GetTokenBucketLimiter(user, _ => RateLimiting.Bucket(limits.Value.CircuitCalls, waiting: 2 * MaxPerUser)));
    }

    /// <summary>A call above the limit waits. SignalR runs the calls of a connection one after the other, so its page waits too.</summary>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var connection = invocationContext.Context;
        var user = SignedIn.From(connection.User!)?.UserId ?? Guid.Empty; // the hub accepts signed-in users only
        using var mayGo = await calls.AcquireAsync(user, 1, connection.ConnectionAborted);
        if (!mayGo.IsAcquired)
        {
            connection.Abort();
            return null;
        }

        if (invocationContext.HubMethodName == "StartCircuit" && circuits.GetValueOrDefault(user) >= MaxPerUser)
        {
            LogTooMany(user, MaxPerUser);
            return null; // the page stays without a circuit, and says so
        }

        return await next(WithLoggableError(invocationContext));
    }

    /// <summary>Counts a circuit of a user.</summary>
    public void Opened(Guid user) => circuits.AddOrUpdate(user, 1, (_, count) => count + 1);

    /// <summary>Forgets a circuit of a user.</summary>
    public void Closed(Guid user)
    {
        if (circuits.AddOrUpdate(user, 0, (_, count) => count - 1) <= 0)
        {
            circuits.TryRemove(KeyValuePair.Create(user, 0));
        }
    }

    public void Dispose() => calls.Dispose();

    /// <summary>The framework logs the error that a page reports about a drawing, as the page sends it.</summary>
    private static HubInvocationContext WithLoggableError(HubInvocationContext call) =>
        call is { HubMethodName: "OnRenderCompleted", HubMethodArguments: [var batch, string error] }
            ? new HubInvocationContext(call.Context, call.ServiceProvider, call.Hub, call.HubMethod, [batch, SingleLine.Clean(error, 200) ?? "no text"])
            : call;

    [LoggerMessage(LogLevel.Warning, "User {UserId} has {Count} circuits on this node and cannot open another one.")]
    private partial void LogTooMany(Guid userId, int count);
}
