using Microsoft.AspNetCore.Components.Server.Circuits;

namespace PasskeyBlazor.Components;

/// <summary>The line between a circuit and its page. What either says while it is cut is lost, and has to be asked for again.</summary>
public sealed class CircuitLine : CircuitHandler
{
    private TaskCompletionSource back = NotYet();

    /// <summary>Ends when the line is back, the next time that it was cut.</summary>
    public Task IsBack => back.Task;

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref back, NotYet()).TrySetResult();

        return Task.CompletedTask;
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
