using Microsoft.AspNetCore.Components.Server.Circuits;

namespace PasskeyBlazor.Components;

/// <summary>
/// The connection between a circuit and its page. A message that either side sends while it is down is lost and must be requested
/// again.
/// </summary>
public sealed class CircuitConnection : CircuitHandler
{
    private TaskCompletionSource back = NotYet();

    /// <summary>Completes the next time that the connection returns after an interruption.</summary>
    public Task IsBack => back.Task;

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref back, NotYet()).TrySetResult();

        return Task.CompletedTask;
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
