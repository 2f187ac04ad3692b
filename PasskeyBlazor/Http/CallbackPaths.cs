namespace PasskeyBlazor.Http;

/// <summary>
/// The addresses where a provider sends people back. The authentication handlers answer there, without an endpoint that could say which
/// rules apply to it.
/// </summary>
public sealed class CallbackPaths
{
    /// <summary>The first part of each address, case-insensitive.</summary>
    public List<string> Prefixes { get; } = [];

    public bool Contains(PathString path) => Prefixes.Any(prefix => path.Value?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true);
}
