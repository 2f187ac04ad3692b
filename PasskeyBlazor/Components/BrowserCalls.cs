using Microsoft.JSInterop;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Components;

/// <summary>
/// Calls from a circuit to its page that may fail without consequences. Extensions of a browser change what scripts answer, and an
/// unhandled error of a script would end the circuit.
/// </summary>
internal static class BrowserCalls
{
    /// <summary>The answer of a script. The default value when it fails, answers something else, or the page is gone.</summary>
    public static async Task<T?> TryInvokeAsync<T>(this IJSObjectReference script, ILogger logger, string name, params object?[] arguments)
    {
        T? answer = default;
        await TryAsync(async () => answer = await script.InvokeAsync<T?>(name, arguments), logger, name);

        return answer;
    }

    /// <summary>Calls a script that answers nothing.</summary>
    public static Task TryInvokeVoidAsync(this IJSObjectReference script, ILogger logger, string name, params object?[] arguments) =>
        TryAsync(async () => await script.InvokeVoidAsync(name, arguments), logger, name);

    /// <summary>What a script says about its error: one short line, because it stands in the log.</summary>
    public static string? LineOf(JSException fault) => SingleLine.Clean(fault.Message, 200);

    private static async Task TryAsync(Func<Task> call, ILogger logger, string name)
    {
        try
        {
            await call();
        }
        catch (JSException fault)
        {
            Log.ScriptFailed(logger, name, LineOf(fault));
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The person has left, or the connection is too slow.
        }
    }
}
