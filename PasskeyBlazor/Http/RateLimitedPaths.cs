namespace PasskeyBlazor.Http;

/// <summary>Rate-limited paths without an endpoint: the authentication handlers answer them.</summary>
public sealed class RateLimitedPaths
{
    /// <summary>The prefixes of the callback paths of providers, case-insensitive.</summary>
    public List<string> Callbacks { get; } = [];

    public bool IsCallback(PathString path) => Callbacks.Any(prefix => path.Value?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true);
}
