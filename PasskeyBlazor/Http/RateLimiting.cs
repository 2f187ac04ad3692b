using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Http;

/// <summary>Answers 429 to an address that sends too many requests to a path that costs something before authentication.</summary>
public static partial class RateLimiting
{
    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.AddSettings<RateLimits>(RateLimits.Section);
        builder.Services.AddRateLimiter(limiter => limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests);
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimits>, IOptions<RateLimitedPaths>, ILogger<RateLimits>>((limiter, limits, paths, logger) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string, IPAddress?)>(http =>
                LimitOf(http.Request, limits.Value, paths.Value) is var (name, perMinute)
                    ? RateLimitPartition.GetTokenBucketLimiter((name, NetworkOf(http.Connection.RemoteIpAddress)), _ => Bucket(perMinute))
                    : RateLimitPartition.GetNoLimiter<(string, IPAddress?)>(default));

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
                    LogRefused(logger, LimitOf(refused.HttpContext.Request, limits.Value, paths.Value)?.Name, refused.HttpContext.Connection.RemoteIpAddress);
                }

                return ValueTask.CompletedTask;
            };
        });

        return builder;
    }

    /// <summary>
    /// The limit of a request, with its name. The callbacks of the provider handlers have no endpoint, so all limited requests are
    /// matched by path.
    /// </summary>
    private static (string Name, int PerMinute)? LimitOf(HttpRequest request, RateLimits limits, RateLimitedPaths paths)
    {
        bool IsAt(string path) => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase);
        bool IsCallback() => paths.Callbacks.Any(path => request.Path.Value?.StartsWith(path, StringComparison.OrdinalIgnoreCase) == true);

        return request switch
        {
            _ when IsAt("/sign-in") || IsAt("/session/passkey/options") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/confirm") || IsAt("/session/confirm/options") || IsAt("/session/confirm/provider") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/link") || IsAt("/session/link/provider") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/session/passkey") || IsAt("/session/confirm") || IsAt("/session/link") => (nameof(limits.Complete), limits.Complete),
            _ when IsCallback() => (nameof(limits.Callback), limits.Callback),
            _ when IsAt("/session/provider") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/_blazor") && !request.Query.ContainsKey("id") => (nameof(limits.Circuits), limits.Circuits),
            _ => null,
        };
    }

    /// <summary>Refilled evenly, so that a client does not wait longer than necessary.</summary>
    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
    };

    /// <summary>A home has one IPv4 address, or 2^64 IPv6 addresses.</summary>
    private static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();

        return new IPAddress(bytes);
    }

    [LoggerMessage(LogLevel.Warning, "A request of {Address} was refused: too many in a minute. RateLimits:{Limit} says how many.")]
    private static partial void LogRefused(ILogger logger, string? limit, IPAddress? address);
}
