using Microsoft.JSInterop;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>
/// Creation options that wait in the page, one for each place. Some browsers open their sheet only in the press itself, so a press
/// must not wait for the server. They are renewed before they are too old. Without them, a press asks the server.
/// </summary>
internal sealed class PreparedRegistrations(RegistrationCeremony ceremony, IJSObjectReference script, TimeProvider clock, ILogger logger)
{
    /// <summary>Short, so that a person has most of the ceremony's time, and that the list of existing passkeys is current.</summary>
    public static readonly TimeSpan RenewedEvery = TimeSpan.FromMinutes(1);

    private static readonly PasskeyPlace?[] Places = [null, .. Enum.GetValues<PasskeyPlace>()];

    private Dictionary<string, StartedCeremony> waiting = [];
    private DateTimeOffset since;

    /// <summary>Gives new options to the page; none if the user may not add a passkey now.</summary>
    public async Task RenewAsync(Guid sessionId)
    {
        var begun = await ceremony.BeginEachAsync(sessionId, Places);
        if (!begun.Succeeded && begun.Failure == Failure.NotSaved)
        {
            return; // The database does not answer: the earlier options stay until they are too old.
        }

        var next = begun.Succeeded ? Places.Zip(begun.Value).ToDictionary(pair => $"{pair.First}", pair => pair.Second) : [];
        if (await script.TryInvokeAsync<bool>(logger, "prepare", next.ToDictionary(pair => pair.Key, pair => pair.Value.OptionsJson)))
        {
            (waiting, since) = (next, clock.GetUtcNow());
        }
    }

    /// <summary>What a press in the page has used, if it was not too old. Each one is used once.</summary>
    public StartedCeremony? Take(PasskeyPlace? place)
    {
        var isCurrent = clock.GetUtcNow() - since < 2 * RenewedEvery;
        var taken = isCurrent ? waiting.GetValueOrDefault($"{place}") : null;
        waiting = [];

        return taken;
    }
}
