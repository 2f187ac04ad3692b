using Microsoft.AspNetCore.Components.Server.Circuits;

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>Signals that the server has noticed a broken connection.</summary>
public sealed class LineWatch : CircuitHandler
{
    private readonly TaskCompletionSource down = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task IsDown => down.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        down.TrySetResult();

        return Task.CompletedTask;
    }
}
