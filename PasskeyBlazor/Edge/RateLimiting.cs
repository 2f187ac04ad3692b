using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Edge;

/// <summary>Answers 429 to an address that knocks too often where a request costs something before anybody is known.</summary>
public static partial class RateLimiting
{
    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimits>().BindConfiguration(RateLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddRateLimiter(limiter => limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests);
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimits>, ILogger<RateLimits>>((limiter, limits, logger) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string, IPAddress?)>(http =>
                LimitOf(http.Request, limits.Value) is var (name, perMinute)
                    ? RateLimitPartition.GetTokenBucketLimiter((name, NetworkOf(http.Connection.RemoteIpAddress)), _ => Bucket(perMinute))
                    : RateLimitPartition.GetNoLimiter<(string, IPAddress?)>(default));

            // Who floods us shall not flood the log as well.
            var lines = new TokenBucketRateLimiter(Bucket(60));
            limiter.OnRejected = (refused, _) =>
            {
                if (refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                {
                    var seconds = Math.Ceiling(wait.TotalSeconds) + 1; // buckets are filled by a timer that comes a little late
                    refused.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                }

                if (lines.AttemptAcquire().IsAcquired)
                {
                    LogRefused(logger, LimitOf(refused.HttpContext.Request, limits.Value)?.Name, refused.HttpContext.Connection.RemoteIpAddress);
                }

                return ValueTask.CompletedTask;
            };
        });

        return builder;
    }

    /// <summary>What is limited, and how. The provider handlers' addresses are no endpoints, so all of them are told by their path.</summary>
    private static (string Name, int PerMinute)? LimitOf(HttpRequest request, RateLimits limits)
    {
        bool IsAt(string path) => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase);
        bool IsOfHandler() => request.Path.Value?.StartsWith(ProviderServices.CallbackPrefix, StringComparison.OrdinalIgnoreCase) == true;

        return request switch
        {
            _ when IsAt("/sign-in") || IsAt("/session/passkey/options") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/confirm") || IsAt("/session/confirm/options") || IsAt("/session/confirm/provider") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/link") || IsAt("/session/link/provider") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/session/passkey") || IsAt("/session/confirm") || IsAt("/session/link") => (nameof(limits.Complete), limits.Complete),
            _ when IsAt(ProviderReturn.Address) || IsOfHandler() => (nameof(limits.Callback), limits.Callback),
            _ when IsAt("/session/provider") => (nameof(limits.Begin), limits.Begin),
            _ when IsAt("/_blazor") && !request.Query.ContainsKey("id") => (nameof(limits.Circuits), limits.Circuits),
            _ => null,
        };
    }

    /// <summary>Filled again evenly, so that nobody waits longer than they must.</summary>
    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
    };

    /// <summary>A home has one IPv4 address, or 2^64 of IPv6.</summary>
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
