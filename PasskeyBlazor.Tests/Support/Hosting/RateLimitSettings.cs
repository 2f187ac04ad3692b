namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>Settings for tests: all tests of a class send requests from one address within seconds.</summary>
public static class RateLimitSettings
{
    public static IReadOnlyDictionary<string, string?> OutOfTheWay { get; } = new[] { "Begin", "Complete", "Callback", "Change", "Circuits", "CircuitCalls" }
        .ToDictionary(limit => $"RateLimits:{limit}", _ => (string?)"1000000");
}
