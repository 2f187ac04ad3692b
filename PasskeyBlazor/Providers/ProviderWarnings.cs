namespace PasskeyBlazor.Providers;

/// <summary>Logs at start which providers are left out, and which key to fix.</summary>
public sealed partial class ProviderWarnings(ProviderDirectory directory, ILogger<ProviderWarnings> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var mistake in directory.Mistakes)
        {
            LogMistake(mistake);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "A provider is not offered: {Mistake}")]
    private partial void LogMistake(string mistake);
}
