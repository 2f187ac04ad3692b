using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using PasskeyBlazor.Components.Account;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Components.Messages;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>What happens in the list; its other file is what it looks like.</summary>
public sealed partial class OwnPasskeys
{
    private IReadOnlyList<Passkey> passkeys = [];
    private OwnWays ways = new([], []);
    private SignedIn? signedIn;
    private Failure? failure;
    private string? said;
    private ElementReference heading;
    private RemovePasskey? question;
    private Toast? toast;
    private AlsoInAccount? account;

    /// <summary>The way that was used last on this browser, as <see cref="Sessions.LastWay"/> knows it.</summary>
    [Parameter]
    public string? LastWay { get; set; }

    /// <summary>The name of the reader's time zone, as <see cref="ReaderZone"/> knows it.</summary>
    [Parameter]
    public string? Zone { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private PasswordManagers Listening => field ??= new(Signals, Logger);

    protected override string ScriptPath => "Components/Passkeys/OwnPasskeys.razor.js";

    /// <summary>Also runs when the session has ended meanwhile: nothing of the person stays on screen then.</summary>
    protected override async Task OnParametersSetAsync()
    {
        signedIn = SignedIn.From((await Authentication).User);
        if (signedIn is null)
        {
            Leave();
            return;
        }

        await ReloadAsync();
    }

    /// <summary>Shows what is true now, and tells it to password managers.</summary>
    private async Task ReloadAsync()
    {
        var owner = signedIn!.UserId;
        passkeys = await UserPasskeys.ListAsync(owner);
        ways = WaysIn.Among(passkeys, await ExternalIdentities.ListAsync(owner));
        Listening.Tell(Script, owner); // nothing on screen waits for it
        if (account is not null) // else it has yet to ask for the first time
        {
            await account.ReloadAsync(); // a removed passkey takes sessions with it
        }
    }

    /// <summary>After what the panel has saved and said. A list that cannot be read just now does not end the circuit; the next change brings it.</summary>
    private async Task FollowAsync()
    {
        try
        {
            await ReloadAsync();
        }
        catch (DbException fault)
        {
            Log.DatabaseFailed(Logger, fault);
        }
    }

    /// <summary>Back from confirming who is here: what was interrupted goes on. Without the proof it is forgotten.</summary>
    protected override async Task OnScriptReadyAsync(IJSObjectReference script)
    {
        if (signedIn is null)
        {
            return;
        }

        Listening.Tell(script, signedIn.UserId);
        var interrupted = await script.InvokeAsync<Interrupted?>("resume", (object)(string[])[Interrupted.Rename, Interrupted.Remove]);
        if (interrupted is null || !RecentSignIn.IsRecent(signedIn.AuthenticatedAt)
            || passkeys.FirstOrDefault(p => p.Id == interrupted.PasskeyId) is not { } passkey)
        {
            return;
        }

        // Whoever confirmed with the passkey that they want to remove is told first that it opened the session they are in now.
        await (interrupted.Kind == Interrupted.Rename ? RenameAsync(passkey, interrupted.Name ?? "")
            : await OpenedThisSessionAsync(passkey) ? AskAsync(passkey)
            : RemoveAsync(passkey));
        StateHasChanged();
    }

    private async Task RenameAsync(Passkey passkey, string name)
    {
        await ChangeAsync(
            async sessionId =>
            {
                var renamed = await UserPasskeys.RenameAsync(sessionId, passkey.Id, name);
                return renamed.Succeeded ? null : renamed.Failure;
            },
            new Interrupted(Interrupted.Rename, passkey.Id, name),
            ConfirmReason.Rename);
        if (failure is null)
        {
            said = Text.Passkeys_Renamed;
        }
    }

    /// <summary>After a change, whatever came of it, the list shows what is true now. A proof that is too old is asked for first.</summary>
    private async Task ChangeAsync(Func<Guid, Task<Failure?>> change, Interrupted interrupted, ConfirmReason reason)
    {
        said = null;
        toast?.Close();
        try
        {
            failure = await change(signedIn!.SessionId);
            if (failure == Failure.RecentSignInNeeded)
            {
                if (await ScriptArrives is { } script) // else only what was typed is lost, and the person still confirms
                {
                    await script.InvokeVoidAsync("remember", interrupted);
                }

                Navigation.NavigateTo(ConfirmPage.For(PasskeysPage.Path, reason), forceLoad: true);
                return;
            }

            if (failure == Failure.SignedOut)
            {
                Leave();
                return;
            }

            await ReloadAsync();
        }
        catch (DbException fault)
        {
            Log.DatabaseFailed(Logger, fault);
            failure = Failure.NotSaved;
        }
    }

    private void Leave()
    {
        passkeys = [];
        Navigation.NavigateTo(SignInPage.SignedOut(PasskeysPage.Path), forceLoad: true);
    }

    private async Task AskAsync(Passkey passkey)
    {
        try
        {
            failure = null;
            await question!.AskAsync(passkey);
        }
        catch (DbException fault)
        {
            Log.DatabaseFailed(Logger, fault);
            failure = Failure.NotSaved;
        }
    }

    private async Task RemoveAsync(Passkey passkey)
    {
        var endsHere = false;
        await ChangeAsync(
            async sessionId =>
            {
                endsHere = await OpenedThisSessionAsync(passkey);
                return await UserPasskeys.RemoveAsync(sessionId, passkey.Id);
            },
            new Interrupted(Interrupted.Remove, passkey.Id),
            ConfirmReason.Remove);
        if (failure is not null)
        {
            return;
        }

        if (endsHere)
        {
            await Listening.Told; // before the page is gone
            Leave();
            return;
        }

        toast?.Show(Text.Passkeys_Removed.With(passkey.Name));
        StateHasChanged(); // so that the heading is the one that stands there now
        await heading.FocusAsync();
    }

    private async Task<bool> OpenedThisSessionAsync(Passkey passkey) =>
        (await UserPasskeys.SessionsOfAsync(signedIn!.UserId, passkey.Id)).Contains(signedIn.SessionId);
}
