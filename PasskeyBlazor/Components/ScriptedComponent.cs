using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace PasskeyBlazor.Components;

/// <summary>A component with its own script. The script is imported once the circuit is up, and disposed with the component.</summary>
public abstract class ScriptedComponent : ComponentBase, IAsyncDisposable
{
    /// <summary>The module, once it is loaded.</summary>
    protected IJSObjectReference? Script { get; private set; }

    /// <summary>The module's path below <c>wwwroot</c> or beside the component.</summary>
    protected abstract string ScriptPath { get; }

    [Inject]
    private IJSRuntime JS { get; set; } = null!; // the renderer sets both

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
            // A page that loads the same module uses the same address, so that there is one instance.
            Script = await JS.InvokeAsync<IJSObjectReference?>("import", $"./{Assets[ScriptPath]}") ?? throw new JSException("The module is null.");
            await OnScriptReadyAsync(Script);
        }
        catch (JSException fault)
        {
            Log.ScriptFailed(Logger, ScriptPath, BrowserCalls.LineOf(fault)); // an unhandled exception would end the circuit
            await OnScriptFailedAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // the person has left already, or the connection is too slow
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
            // The page and its module are already gone.
        }
    }
}
