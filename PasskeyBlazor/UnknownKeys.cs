namespace PasskeyBlazor;

/// <summary>
/// Warns at start of each key that stands in a section of this app and that nothing reads. Such a key is probably misspelled, and its
/// value has no effect.
/// </summary>
public sealed partial class UnknownKeys(IConfiguration configuration, IEnumerable<KnownSection> known, ILogger<UnknownKeys> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var unknown = known
            .Select(section => section.Path.Split(ConfigurationPath.KeyDelimiter)[0])
            .Distinct()
            .SelectMany(root => configuration.GetSection(root).AsEnumerable())
            .Where(setting => !string.IsNullOrEmpty(setting.Value) && !known.Any(section => section.Has(setting.Key)));
        foreach (var (key, _) in unknown)
        {
            LogUnknown(key); // never the value: it may be a secret
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "The configuration key {Key} is unknown and has no effect. docs/deploy.md and docs/providers.md list the keys.")]
    private partial void LogUnknown(string key);
}
