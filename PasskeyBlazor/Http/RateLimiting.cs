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
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimits>, IOptions<RateLimitedPaths>, ILogger<RateLimits>>((limiter, limits, paths, logger) =>
        {
            limiter.AddPolicy(nameof(RateLimits.Begin), http => Limit(http, limits.Value.Begin));
            limiter.AddPolicy(nameof(RateLimits.Complete), http => Limit(http, limits.Value.Complete));
            limiter.AddPolicy(nameof(RateLimits.Callback), http => Limit(http, limits.Value.Callback));
            limiter.AddPolicy(nameof(RateLimits.Circuits), http => ContinuesConnection(http.Request) ? Unlimited : Limit(http, limits.Value.Circuits));

            // The handlers of the providers answer without an endpoint that could name its policy.
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(http =>
                paths.Value.IsCallback(http.Request.Path) ? Limit(http, limits.Value.Callback) : Unlimited);

            // A flood of requests must not flood the log as well.
            var lines = new TokenBucketRateLimiter(Bucket(60));
            limiter.OnRejected = (refused, _) =>
            {
                if (refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                {
                    var seconds = Math.Ceiling(wait.TotalSeconds) + 1; // a timer fills the buckets a little late
                    refused.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                }

                if (lines.AttemptAcquire().IsAcquired)
                {
                    LogRefused(logger, NameOf(refused.HttpContext), refused.HttpContext.Connection.RemoteIpAddress);
                }

                return ValueTask.CompletedTask;
            };
        });

        return builder;
    }

    private static RateLimitPartition<IPAddress> Unlimited => RateLimitPartition.GetNoLimiter(IPAddress.Any); // not the key of a client without an address

    private static RateLimitPartition<IPAddress> Limit(HttpContext http, int perMinute) =>
        RateLimitPartition.GetTokenBucketLimiter(NetworkOf(http.Connection.RemoteIpAddress), _ => Bucket(perMinute));

    /// <summary>
    /// Whether a request belongs to a connection that the limit has counted. SignalR ignores the id when it negotiates, and opens a new
    /// connection for an empty one.
    /// </summary>
    private static bool ContinuesConnection(HttpRequest request) =>
        !StringValues.IsNullOrEmpty(request.Query["id"]) && request.Path.Value?.TrimEnd('/').EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase) != true;

    private static string NameOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName ?? nameof(RateLimits.Callback);

    /// <summary>Refilled evenly, so that a client does not wait longer than necessary.</summary>
    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
    };

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
