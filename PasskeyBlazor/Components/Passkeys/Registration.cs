using Microsoft.JSInterop;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>
/// One registration ceremony from start to end: calls the server, then the browser through the panel's script, then the server
/// again.
/// </summary>
internal sealed class Registration(
    RegistrationCeremony ceremony, PasskeySignals signals, CircuitConnection connection, IJSObjectReference script, ILogger logger)
{
    /// <summary>A little longer than the ceremony, so that the browser's own timeout comes first.</summary>
    private static readonly TimeSpan BrowserMayTake = CeremonySeal.Lifetime + TimeSpan.FromSeconds(30);

    /// <summary>Whether the passkey that was added is in this browser, and not on a phone or a security key.</summary>
    public bool IsHere { get; private set; }

    /// <summary>A fault around the ceremony becomes a failure and does not end the circuit.</summary>
    /// <param name="sessionId">The session of the user who gets the passkey.</param>
    /// <param name="place">The place that the person wants; null lets the browser ask.</param>
    /// <param name="prepared">What waited in the page, so that the press itself has opened the sheet; null if nothing did.</param>
    /// <param name="cancelled">The person cancels, before or after the sheet opens. After it, the script ends the ceremony.</param>
    public async Task<Result<Passkey>> RunAsync(Guid sessionId, PasskeyPlace? place, StartedCeremony? prepared, CancellationToken cancelled)
    {
        try
        {
            return await RegisterAsync(sessionId, place, prepared, cancelled);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return Failure.Cancelled;
        }
        catch (JSException fault)
        {
            Log.ScriptFailed(logger, "create", BrowserCalls.LineOf(fault));
            return Failure.BrowserFailed;
        }
        catch (TaskCanceledException)
        {
            return Failure.ChallengeExpired; // the browser gave no answer
        }
    }

    private async Task<Result<Passkey>> RegisterAsync(Guid sessionId, PasskeyPlace? place, StartedCeremony? prepared, CancellationToken cancelled)
    {
        var begun = await ceremony.BeginAsync(sessionId, place, cancelled).WaitAsync(cancelled); // may be refused now, although something was prepared
        if (!begun.Succeeded)
        {
            await CloseSheetAsync();
            return begun.Failure;
        }

        var started = prepared ?? begun.Value;
        var answer = await AskBrowserAsync(started.OptionsJson);
        if (answer.Credential is null)
        {
            return answer.Failure;
        }

        var passkey = await ceremony.CompleteAsync(sessionId, started.State, answer.Credential, CancellationToken.None); // the answer is there: it is saved
        IsHere = passkey.Succeeded && !RelyingParty.IsOfOtherDevice(answer.Credential);
        if (!passkey.Succeeded && await signals.IsUnknownAsync(RelyingParty.ReadCredentialId(answer.Credential), CancellationToken.None))
        {
            _ = script.TryInvokeVoidAsync(logger, "forget", started.OptionsJson, answer.Credential); // a browser may never answer a signal, so the person does not wait
        }

        return passkey;
    }

    /// <summary>The press has opened the sheet already where something was prepared.</summary>
    private Task CloseSheetAsync() => script.TryInvokeVoidAsync(logger, "cancel");

    /// <summary>
    /// A phone may drop the connection while its sheet is open, and lose the answer. The script gives the same answer again.
    /// </summary>
    private async Task<BrowserAnswer> AskBrowserAsync(string optionsJson)
    {
        while (true)
        {
            var back = connection.IsBack;
            var answer = script.InvokeAsync<BrowserAnswer?>("create", BrowserMayTake, optionsJson).AsTask();
            if (await Task.WhenAny(answer, back) == answer)
            {
                return await answer ?? new BrowserAnswer(null, null); // an extension may answer null
            }
        }
    }
}
