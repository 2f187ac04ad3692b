using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The app's addresses, from its routing table, so that a new one cannot be forgotten.</summary>
public static partial class Routes
{
    /// <summary>Every address except those of assets and of the development provider, which is only for this machine.</summary>
    public static IEnumerable<RouteEndpoint> Endpoints(this TestApp app) => app.Address.IsLoopback
        ? app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => !IsAsset(e) && !e.Pattern().StartsWith("/dev-idp", StringComparison.Ordinal))
        : [];

    /// <summary>Every file of the app itself.</summary>
    public static IEnumerable<RouteEndpoint> Assets(this TestApp app) => app.Address.IsLoopback
        ? app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(IsKnownAsset)
        : [];

    /// <summary>Every address of the app itself that accepts more than GET requests.</summary>
    public static IEnumerable<(string Address, string Method)> Changing(this TestApp app) =>
        from endpoint in app.Endpoints()
        where !endpoint.Pattern().StartsWith("/_", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["POST", "PUT", "PATCH", "DELETE"]
        where method is not ("GET" or "HEAD" or "OPTIONS")
        select (endpoint.Address(), method);

    public static string Pattern(this RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.TrimStart('/');

    /// <summary>An address that matches the pattern.</summary>
    public static string Address(this RouteEndpoint endpoint) =>
        Variable().Replace(endpoint.Pattern(), name => name.Value.EndsWith(":int}", StringComparison.Ordinal) ? "404" : "00000000-0000-0000-0000-000000000000");

    private static bool IsAsset(RouteEndpoint endpoint) =>
        IsKnownAsset(endpoint)
        || endpoint.RoutePattern.RawText is "{**path:file}"; // assets that were added after the build

    private static bool IsKnownAsset(RouteEndpoint endpoint) => endpoint.Metadata.Any(m => m.GetType().Name is "StaticAssetDescriptor");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Variable();
}
