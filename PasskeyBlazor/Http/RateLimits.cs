using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Http;

/// <summary>
/// How many requests one address may send in a minute, and how many calls one user's circuits may make; the same number is allowed at
/// once. Each node counts for itself. From the configuration section <c>RateLimits</c>.
/// </summary>
public sealed class RateLimits
{
    public const string Section = "RateLimits";

    /// <summary>Sign-in pages, fresh options, and redirects to a provider.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:Begin must be between 1 and 1,000,000.")]
    public int Begin { get; set; } = 300;

    /// <summary>Answers of passkeys.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:Complete must be between 1 and 1,000,000.")]
    public int Complete { get; set; } = 120;

    /// <summary>Answers of providers, at the address of the handler, and again at the app's own address behind it.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:Callback must be between 1 and 1,000,000.")]
    public int Callback { get; set; } = 120;

    /// <summary>All other requests that may change something.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:Change must be between 1 and 1,000,000.")]
    public int Change { get; set; } = 300;

    /// <summary>New circuits; each one takes two requests.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:Circuits must be between 1 and 1,000,000.")]
    public int Circuits { get; set; } = 600;

    /// <summary>Calls of all circuits of one user. A call above the limit waits.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:CircuitCalls must be between 1 and 1,000,000.")]
    public int CircuitCalls { get; set; } = 1_200;
}
