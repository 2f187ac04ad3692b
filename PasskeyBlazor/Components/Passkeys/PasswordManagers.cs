using Microsoft.JSInterop;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>
/// The password managers of the browser, which receive signals about an account (WebAuthn §5.1.10). Each signal waits for the one
/// before: if an older list came last, a password manager would forget a passkey that was added since.
/// </summary>
internal sealed class PasswordManagers(PasskeySignals signals, ILogger logger)
{
    /// <summary>Completes when all signals so far are sent or have failed.</summary>
    public Task Told { get; private set; } = Task.CompletedTask;

    /// <param name="script">Null while it is loading; the signal is sent once the script is loaded.</param>
    /// <param name="owner">The user id of the account.</param>
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
        if (await signals.OfAsync(owner) is { } signal)
        {
            await script.TryInvokeVoidAsync(logger, "tell", signal);
        }
    }
}
