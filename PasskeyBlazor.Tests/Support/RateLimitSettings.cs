namespace PasskeyBlazor.Tests.Support;

/// <summary>All tests of a class knock from one address and within seconds.</summary>
public static class RateLimitSettings
{
    public static IReadOnlyDictionary<string, string?> OutOfTheWay { get; } = new[] { "Begin", "Complete", "Callback", "Circuits" }
        .ToDictionary(limit => $"RateLimits:{limit}", _ => (string?)"1000000");
}
