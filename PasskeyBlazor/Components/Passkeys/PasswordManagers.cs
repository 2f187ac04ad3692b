using System.Data.Common;
using Microsoft.JSInterop;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>
/// The password managers of the browser that a page is open in, which are told what is true of an account (WebAuthn §5.1.10). One
/// telling waits for the one before: an older list that arrives last would make a password manager forget what was added since.
/// </summary>
internal sealed class PasswordManagers(PasskeySignals signals, ILogger logger)
{
    /// <summary>Ends when they have been told everything so far, or could not be.</summary>
    public Task Told { get; private set; } = Task.CompletedTask;

    /// <param name="script">Null while it is still on its way; they are told once it is there.</param>
    /// <param name="owner">Whose account.</param>
    public void Tell(IJSObjectReference? script, Guid owner)
    {
        if (script is not null)
        {
            Told = TellAsync(Told, script, owner);
        }
    }

    private async Task TellAsync(Task before, IJSObjectReference script, Guid owner)
    {
        await before;
        try
        {
            if (await signals.OfAsync(owner) is { } signal)
            {
                await script.InvokeVoidAsync("tell", signal);
            }
        }
        catch (Exception fault) when (fault is DbException or JSException or JSDisconnectedException or OperationCanceledException)
        {
            Log.SignalFailed(logger, fault);
        }
    }
}
