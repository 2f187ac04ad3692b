using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace PasskeyBlazor.Http;

/// <summary>
/// Answers 429 to an address that sends too many requests. An endpoint that costs something before authentication names its policy:
/// the name of a property of <see cref="RateLimits"/>.
/// </summary>
public static partial class RateLimiting
{
    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.AddSettings<RateLimits>(RateLimits.Section);
        builder.Services.AddRateLimiter(limiter => limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests);
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimits>, IOptions<CallbackPaths>, ILogger<RateLimits>>((limiter, limits, paths, logger) =>
        {
            limiter.AddPolicy(nameof(RateLimits.Begin), http => Limit(http, nameof(RateLimits.Begin), limits.Value.Begin));
            limiter.AddPolicy(nameof(RateLimits.Complete), http => Limit(http, nameof(RateLimits.Complete), limits.Value.Complete));
            limiter.AddPolicy(nameof(RateLimits.Callback), http => Limit(http, nameof(RateLimits.Callback), limits.Value.Callback));
            limiter.AddPolicy(nameof(RateLimits.Circuits), http => ContinuesConnection(http.Request) ? Unlimited : Limit(http, nameof(RateLimits.Circuits), limits.Value.Circuits));

            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string Limit, IPAddress Network)>(http => LimitWithoutPolicy(http, paths.Value) switch
            {
                nameof(RateLimits.Callback) => Limit(http, nameof(RateLimits.Callback), limits.Value.Callback),
                nameof(RateLimits.Change) => Limit(http, nameof(RateLimits.Change), limits.Value.Change),
                _ => Unlimited,
            });

            var mayLog = LogLines(60);
            limiter.OnRejected = (refused, _) =>
            {
                if (refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                {
                    var seconds = Math.Ceiling(wait.TotalSeconds) + 1; // a timer fills the buckets a little late
                    refused.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                }

                if (mayLog())
                {
                    LogRefused(logger, PolicyOf(refused.HttpContext) ?? LimitWithoutPolicy(refused.HttpContext, paths.Value), refused.HttpContext.Connection.RemoteIpAddress);
                }

                return ValueTask.CompletedTask;
            };
        });

        return builder;
    }

    /// <summary>How often one client or user may do something. Refilled evenly, so that they do not wait longer than necessary.</summary>
    /// <param name="perMinute">The number in a minute, and at once.</param>
    /// <param name="waiting">How many may wait for their turn; the others are refused.</param>
    public static TokenBucketRateLimiterOptions Bucket(int perMinute, int waiting = 0) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
        QueueLimit = waiting,
    };

    /// <summary>
    /// Whether one more line may be written: a flood of requests must not flood the log as well. It is refilled when it is asked. A timer
    /// would wake the process each second.
    /// </summary>
    public static Func<bool> LogLines(int perMinute)
    {
        var options = Bucket(perMinute);
        options.AutoReplenishment = false;
        var lines = new TokenBucketRateLimiter(options);

        return () =>
        {
            lines.TryReplenish();
            using var lease = lines.AttemptAcquire();
            return lease.IsAcquired;
        };
    }

    private static RateLimitPartition<(string Limit, IPAddress Network)> Unlimited => RateLimitPartition.GetNoLimiter(("", IPAddress.None));

    private static RateLimitPartition<(string Limit, IPAddress Network)> Limit(HttpContext http, string limit, int perMinute) =>
        RateLimitPartition.GetTokenBucketLimiter((limit, NetworkOf(http.Connection.RemoteIpAddress)), _ => Bucket(perMinute));

    private static string? PolicyOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;

    /// <summary>
    /// The limit of a request whose endpoint names no policy. The handlers of the providers answer without an endpoint; and no change
    /// is without a limit.
    /// </summary>
    private static string? LimitWithoutPolicy(HttpContext http, CallbackPaths paths) =>
        paths.Contains(http.Request.Path) ? nameof(RateLimits.Callback)
        : SafeMethods.Has(http.Request) || PolicyOf(http) is not null ? null
        : nameof(RateLimits.Change);

    /// <summary>
    /// Whether a request belongs to a connection that the limit has counted. The other addresses below it ignore the id, and SignalR
    /// opens a new connection for an empty one.
    /// </summary>
    private static bool ContinuesConnection(HttpRequest request) =>
        !StringValues.IsNullOrEmpty(request.Query["id"]) && "/_blazor".Equals(request.Path.Value?.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>A home has one IPv4 address, or 2^64 IPv6 addresses.</summary>
    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address ?? IPAddress.None;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();

        return new IPAddress(bytes);
    }

    [LoggerMessage(LogLevel.Warning, "A request of {Address} was refused: too many in a minute. RateLimits:{Limit} says how many.")]
    private static partial void LogRefused(ILogger logger, string? limit, IPAddress? address);
}
