using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>What happens in the panel; its other file is what it looks like.</summary>
public sealed partial class AddPasskey
{
    private AddPasskeyState state = AddPasskeyState.Checking;
    private Failure? failure;
    private Passkey? added;
    private bool isRenaming;
    private Failure? nameFailure;
    private bool focusMoves;
    private int cancelledInARow;
    private string? reference;
    private SignedIn? signedIn;
    private Capabilities? can;
    private PasskeyPlace? wanted;
    private ElementReference panel;

    /// <summary>A passkey was added and saved.</summary>
    [Parameter]
    public EventCallback<Passkey> Added { get; set; }

    /// <summary>The passkey that was added has another name now.</summary>
    [Parameter]
    public EventCallback<Passkey> Renamed { get; set; }

    /// <summary>The ceremony ended without one. Nothing is tried again by itself.</summary>
    [Parameter]
    public EventCallback<Failure> Failed { get; set; }

    /// <summary>This browser cannot create a passkey here.</summary>
    [Parameter]
    public EventCallback<Capabilities> NotSupported { get; set; }

    /// <summary>How many passkeys sign the person in already, as far as the host page knows.</summary>
    [Parameter]
    public int Owned { get; set; }

    /// <summary>Only a button beside <see cref="Title"/>, and a notice below when there is something to say.</summary>
    [Parameter]
    public bool Compact { get; set; }

    /// <summary>The page's title, when compact.</summary>
    [Parameter]
    public RenderFragment? Title { get; set; }

    /// <summary>What a page without passkeys says, when compact: a card, and the button is in it. Null when there are some.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected override string ScriptPath => "Components/Passkeys/AddPasskey.razor.js";

    private string Here => new Uri(Navigation.Uri).PathAndQuery;

    private string IsBusy => state == AddPasskeyState.Checking ? "true" : "false";

    private bool IsPhoneNeeded => state == AddPasskeyState.NotSupported && can is { HasWebAuthn: true };

    /// <summary>Whether the compact panel has nothing to say besides its button, which itself leads to whatever is to be confirmed.</summary>
    private bool IsQuiet => state is AddPasskeyState.Ready or AddPasskeyState.NeedsRecentSignIn;

    private AddPasskeyView View => AddPasskeyView.Of(state, failure, added, Owned, Rules.Value.MostPerUser, cancelledInARow);

    private string? NoticeTone => View.Tone == "accent" ? null : View.Tone; // to wait is no news

    private string First => Compact ? "button compact" : "button primary";

    private string Second => Compact ? "button plain compact" : "button";

    /// <summary>Also runs when the session has ended meanwhile: the panel then says so, whatever it was showing.</summary>
    protected override async Task OnParametersSetAsync()
    {
        signedIn = SignedIn.From((await Authentication).User);
        if (signedIn is null)
        {
            state = AddPasskeyState.SignedOut;
        }
    }

    protected override async Task OnScriptReadyAsync(IJSObjectReference script)
    {
        if (state != AddPasskeyState.Checking)
        {
            return; // nobody is signed in, so nothing is to be asked of the browser
        }

        can = await script.InvokeAsync<Capabilities>("capabilities");
        if (can.CanCreate)
        {
            Begin();
        }
        else
        {
            state = can.IsSecureContext ? AddPasskeyState.NotSupported : AddPasskeyState.Insecure;
            await NotSupported.InvokeAsync(can);
        }

        await ResumeAsync(script);
        StateHasChanged();
    }

    protected override async Task OnScriptFailedAsync()
    {
        await FailAsync(Failure.BrowserFailed);
        StateHasChanged();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (focusMoves && Script is not null)
        {
            focusMoves = false;
            await Script.InvokeVoidAsync("keepFocus", panel);
        }
    }

    private void Begin()
    {
        reference = null;
        isRenaming = false;
        focusMoves = state != AddPasskeyState.Checking;
        state = signedIn is null ? AddPasskeyState.SignedOut
            : can is { CanCreate: false } ? AddPasskeyState.NotSupported
            : RecentSignIn.IsRecent(signedIn.AuthenticatedAt) ? AddPasskeyState.Ready
            : AddPasskeyState.NeedsRecentSignIn;
    }

    /// <summary>Leaves to confirm who is here, and comes back to create the passkey.</summary>
    private async Task ConfirmAsync()
    {
        await Script!.InvokeVoidAsync("remember", new Interrupted(Interrupted.Add, Place: wanted));
        Navigation.NavigateTo(ConfirmPage.For(Here, ConfirmReason.Add), forceLoad: true);
    }

    private async Task ResumeAsync(IJSObjectReference script)
    {
        if (state != AddPasskeyState.Ready && !IsPhoneNeeded && state != AddPasskeyState.NeedsRecentSignIn)
        {
            return;
        }

        var interrupted = await script.InvokeAsync<Interrupted?>("resume", (object)(string[])[Interrupted.Add]);
        if (interrupted is not null && RecentSignIn.IsRecent(signedIn!.AuthenticatedAt))
        {
            StateHasChanged();
            await AddAsync(interrupted.Place);
        }
    }

    private async Task AddAsync(PasskeyPlace? place)
    {
        if (state is AddPasskeyState.Working or AddPasskeyState.Checking || signedIn is null || Script is not { } script)
        {
            return; // a second click that was under way when the button went
        }

        wanted = place;
        if (Compact && state == AddPasskeyState.NeedsRecentSignIn)
        {
            await ConfirmAsync();
            return;
        }

        reference = null;
        isRenaming = false;
        focusMoves = true;
        state = AddPasskeyState.Working;
        var passkey = await new Registration(Ceremony, CircuitLine, script, Logger).RunAsync(signedIn.SessionId, place);
        focusMoves = true;
        if (!passkey.Succeeded)
        {
            await FailAsync(passkey.Failure);
            return;
        }

        cancelledInARow = 0;
        added = passkey.Value;
        state = AddPasskeyState.Added;
        await Added.InvokeAsync(added);
    }

    private async Task CancelAsync() => await Script!.InvokeVoidAsync("cancel");

    private void StartRenaming()
    {
        isRenaming = true;
        nameFailure = null;
    }

    private void StopRenaming()
    {
        isRenaming = false;
        focusMoves = true;
    }

    /// <summary>By the list's rules. Whoever is to confirm first comes back to the list, which goes on with it.</summary>
    private async Task RenameAsync(string typed)
    {
        if (!isRenaming || signedIn is null || added is not { } passkey)
        {
            return; // a second Enter that was under way when the field went
        }

        var name = await UserPasskeys.RenameAsync(signedIn.SessionId, passkey.Id, typed);
        if (name.Succeeded)
        {
            passkey.Name = name.Value;
            StopRenaming();
            await Renamed.InvokeAsync(passkey);
            return;
        }

        nameFailure = name.Failure;
        switch (nameFailure)
        {
            case Failure.RecentSignInNeeded:
                await Script!.InvokeVoidAsync("remember", new Interrupted(Interrupted.Rename, passkey.Id, typed));
                Navigation.NavigateTo(ConfirmPage.For(PasskeysPage.Path, ConfirmReason.Rename), forceLoad: true);
                break;
            case Failure.SignedOut:
                await FailAsync(Failure.SignedOut);
                break;
        }
    }

    private async Task FailAsync(Failure ended)
    {
        failure = ended;
        cancelledInARow = ended == Failure.Cancelled ? cancelledInARow + 1 : 0;
        state = ended switch
        {
            Failure.Cancelled => AddPasskeyState.Cancelled,
            Failure.AlreadyHere => AddPasskeyState.AlreadyHere,
            Failure.RecentSignInNeeded => AddPasskeyState.NeedsRecentSignIn,
            Failure.SignedOut => AddPasskeyState.SignedOut,
            Failure.LimitReached => AddPasskeyState.LimitReached,
            _ => AddPasskeyState.Failed,
        };
        if (ended is Failure.BrowserFailed or Failure.NotSaved)
        {
            reference = PasskeyBlazor.Reference.New();
            Log.RegistrationFailed(Logger, ended, reference);
        }

        await Failed.InvokeAsync(ended);
        if (Compact && state == AddPasskeyState.NeedsRecentSignIn)
        {
            await ConfirmAsync();
        }
    }
}
