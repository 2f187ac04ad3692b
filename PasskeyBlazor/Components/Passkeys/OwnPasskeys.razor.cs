using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using PasskeyBlazor.Components.Account;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Components.Messages;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.SignIn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>The behaviour of the list; the .razor file is its markup.</summary>
public sealed partial class OwnPasskeys
{
    private readonly List<Guid> addedHere = [];
    private IReadOnlyList<Passkey> passkeys = [];
    private UserSignInMethods methods = new([], []);
    private Failure? failure;
    private string? said;
    private ElementReference heading;
    private RemovePasskey? question;
    private Toast? toast;
    private AlsoInAccount? account;

    /// <summary>The passkeys of this browser, as <see cref="BrowserPasskeys"/> reads them.</summary>
    [Parameter]
    public Guid[] Here { get; set; } = [];

    /// <summary>The name of the reader's time zone, as <see cref="ReaderZone"/> knows it.</summary>
    [Parameter]
    public string? Zone { get; set; }

    [CascadingParameter]
    public SignedIn? SignedIn { get; set; }

    private PasswordManagers Listening => field ??= new(Signals, Logger);

    protected override string ScriptPath => "Components/Passkeys/OwnPasskeys.razor.js";

    /// <summary>Also runs when the session has ended meanwhile. The screen then shows no data of the person.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (SignedIn is null)
        {
            Leave();
            return;
        }

        // A request answers with the page for its status; a circuit stays alive.
        await (RendererInfo.IsInteractive ? FollowAsync() : ReloadAsync());
    }

    /// <summary>Shows the current state, and signals it to password managers.</summary>
    private async Task ReloadAsync()
    {
        var owner = SignedIn!.UserId;
        passkeys = await UserPasskeys.ListAsync(owner);
        methods = SignInMethods.Among(passkeys, await ExternalIdentities.ListAsync(owner));
        Listening.Tell(Script, owner); // the screen does not wait for it
        if (account is not null) // otherwise it has not loaded yet
        {
            await account.ReloadAsync(); // the removal of a passkey also ends sessions
        }
    }

    /// <summary>A list that cannot be read now does not end the circuit; the next change loads it.</summary>
    private Task<bool> FollowAsync() => IsAnsweredAsync(ReloadAsync());

    private Task<bool> IsAnsweredAsync(Task work) => work.IsAnsweredAsync(LogFault);

    private void LogFault(Exception fault) => Log.DatabaseFailed(Logger, fault);

    /// <summary>
    /// After the return from reauthentication the interrupted change continues. Without a reauthentication it is dropped.
    /// </summary>
    protected override async Task OnScriptReadyAsync(IJSObjectReference script)
    {
        if (SignedIn is null)
        {
            return;
        }

        Listening.Tell(script, SignedIn.UserId);
        var interrupted = await script.TryInvokeAsync<Interrupted>(Logger, "resume", (object)(string[])[Interrupted.Rename, Interrupted.Remove]);
        if (interrupted is null || !Reauthentication.IsRecent(SignedIn)
            || passkeys.FirstOrDefault(p => p.Id == interrupted.PasskeyId) is not { } passkey)
        {
            return;
        }

        if (!await IsAnsweredAsync(ContinueAsync(passkey, interrupted)))
        {
            failure = Failure.NotSaved;
        }

        StateHasChanged();
    }

    /// <summary>A person who reauthenticates with the passkey that they want to remove first reads that it opened their current session.</summary>
    private async Task ContinueAsync(Passkey passkey, Interrupted interrupted) =>
        await (interrupted.Kind == Interrupted.Rename ? RenameAsync(passkey, interrupted.Name ?? "")
            : await OpenedThisSessionAsync(passkey) ? AskAsync(passkey)
            : RemoveAsync(passkey));

    private async Task RenameAsync(Passkey passkey, string name)
    {
        await ChangeAsync(
            async sessionId =>
            {
                var renamed = await UserPasskeys.RenameAsync(sessionId, passkey.Id, name);
                return renamed.Succeeded ? null : renamed.Failure;
            },
            new Interrupted(Interrupted.Rename, passkey.Id, name),
            ReauthenticationReason.Rename);
        if (failure is null)
        {
            said = Text.Passkeys_Renamed;
        }
    }

    /// <summary>
    /// After a change, successful or not, the list shows the current state. If the last authentication is too old, the person
    /// reauthenticates first.
    /// </summary>
    private async Task ChangeAsync(Func<Guid, Task<Failure?>> change, Interrupted interrupted, ReauthenticationReason reason)
    {
        said = null;
        toast?.Close();
        failure = await change(SignedIn!.SessionId).OrAsync(Failure.NotSaved, LogFault);
        if (failure == Failure.ReauthenticationNeeded)
        {
            if (await LoadedScript is { } script) // otherwise only the typed text is lost, and the person still reauthenticates
            {
                await script.TryInvokeVoidAsync(Logger, "remember", interrupted);
            }

            Navigation.NavigateTo(ReauthenticationAddress.For(PasskeysAddress.Path, reason), forceLoad: true);
            return;
        }

        if (failure == Failure.SignedOut)
        {
            Leave();
            return;
        }

        await FollowAsync();
    }

    private void Leave()
    {
        passkeys = [];
        Navigation.NavigateTo(SignInAddress.SignedOut(PasskeysAddress.Path), forceLoad: true);
    }

    private async Task AskAsync(Passkey passkey)
    {
        failure = await IsAnsweredAsync(question!.AskAsync(passkey)) ? null : Failure.NotSaved;
    }

    private async Task RemoveAsync(Passkey passkey)
    {
        var name = new PasskeyNames(passkeys, Models).Of(passkey); // later it is not in the list
        var endsHere = false;
        await ChangeAsync(
            async sessionId =>
            {
                endsHere = await OpenedThisSessionAsync(passkey);
                return await UserPasskeys.RemoveAsync(sessionId, passkey.Id);
            },
            new Interrupted(Interrupted.Remove, passkey.Id),
            ReauthenticationReason.Remove);
        if (failure is not null)
        {
            return;
        }

        if (endsHere)
        {
            await Listening.Told; // before the page unloads
            Leave();
            return;
        }

        toast?.Show(Text.Passkeys_Removed.With(name));
        StateHasChanged(); // so that the new heading is rendered
        await heading.TryFocusAsync(Logger);
    }

    private async Task<bool> OpenedThisSessionAsync(Passkey passkey) =>
        (await UserPasskeys.SessionsOfAsync(SignedIn!.UserId, passkey.Id)).Contains(SignedIn.SessionId);
}
