using Microsoft.Extensions.Logging;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Tests.Support;

/// <summary>Keeps what the relying party logs: its reasons, and every line as it would be written.</summary>
public sealed class ReasonLog : ILogger<RelyingParty>
{
    public List<string> Reasons { get; } = [];

    public List<string> Lines { get; } = [];

    public void Forget()
    {
        Reasons.Clear();
        Lines.Clear();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var reason = (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(p => p.Key == "Reason").Value;
        Reasons.Add((string?)reason ?? "");
        Lines.Add(formatter(state, exception));
    }
}
