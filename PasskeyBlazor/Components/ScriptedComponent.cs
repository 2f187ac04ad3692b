using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace PasskeyBlazor.Components;

/// <summary>A component with a script beside it: imported once its circuit is up, and let go with it.</summary>
public abstract class ScriptedComponent : ComponentBase, IAsyncDisposable
{
    // Not inline: what waits would be remembered before OnScriptReadyAsync asks what was interrupted, and be taken away by that.
    private readonly TaskCompletionSource<IJSObjectReference?> arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The module, as soon as it is there.</summary>
    protected IJSObjectReference? Script { get; private set; }

    /// <summary>The module, for what cannot go on without it; null when it does not come.</summary>
    protected Task<IJSObjectReference?> ScriptArrives => arrival.Task;

    /// <summary>The module's path below <c>wwwroot</c> or beside the component.</summary>
    protected abstract string ScriptPath { get; }

    [Inject]
    private IJSRuntime JS { get; set; } = null!; // these two are set by the renderer

    [Inject]
    private ILoggerFactory Loggers { get; set; } = null!;

    protected ILogger Logger => field ??= Loggers.CreateLogger(GetType());

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            // A page that loads the same module names it by the same address, so that there is one instance of it.
            Script = await JS.InvokeAsync<IJSObjectReference>("import", $"./{Assets[ScriptPath]}");
            arrival.TrySetResult(Script);
            await OnScriptReadyAsync(Script);
        }
        catch (JSException fault)
        {
            Log.ScriptFailed(Logger, ScriptPath, fault); // unhandled it would end the circuit
            arrival.TrySetResult(null);
            await OnScriptFailedAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            arrival.TrySetResult(null); // the person has left already, or the line is too slow
        }
    }

    protected virtual Task OnScriptReadyAsync(IJSObjectReference script) => Task.CompletedTask;

    protected virtual Task OnScriptFailedAsync() => Task.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Script is null)
        {
            return;
        }

        try
        {
            await Script.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // With the page.
        }
    }
}
