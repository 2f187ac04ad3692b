using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>The behaviour of the panel; the .razor file is its markup.</summary>
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
    private Capabilities? can;
    private PasskeyPlace? wanted;
    private ElementReference panel;

    /// <summary>A passkey was added and saved.</summary>
    [Parameter]
    public EventCallback<Passkey> Added { get; set; }

    /// <summary>The new passkey was renamed.</summary>
    [Parameter]
    public EventCallback<Passkey> Renamed { get; set; }

    /// <summary>The ceremony ended without a passkey. It is not repeated automatically.</summary>
    [Parameter]
    public EventCallback<Failure> Failed { get; set; }

    /// <summary>This browser cannot create a passkey here.</summary>
    [Parameter]
    public EventCallback<Capabilities> NotSupported { get; set; }

    /// <summary>How many passkeys the user has, as far as the host page knows.</summary>
    [Parameter]
    public int Owned { get; set; }

    /// <summary>Renders only a button beside <see cref="Title"/>, and a notice below it when there is a message.</summary>
    [Parameter]
    public bool Compact { get; set; }

    /// <summary>The page's title, when compact.</summary>
    [Parameter]
    public RenderFragment? Title { get; set; }

    /// <summary>The content for an empty list, when compact: a card that contains the button. Null when the user has passkeys.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    [CascadingParameter]
    public SignedIn? SignedIn { get; set; }

    protected override string ScriptPath => "Components/Passkeys/AddPasskey.razor.js";

    private string Here => new Uri(Navigation.Uri).PathAndQuery;

    private string IsBusy => state == AddPasskeyState.Checking ? "true" : "false";

    private bool IsPhoneNeeded => state == AddPasskeyState.NotSupported && can is { HasWebAuthn: true };

    /// <summary>Whether the compact panel needs only its button. The button itself leads to the reauthentication page.</summary>
    private bool IsQuiet => state is AddPasskeyState.Ready or AddPasskeyState.NeedsReauthentication;

    private AddPasskeyView View => AddPasskeyView.Of(state, failure, added, Owned, Rules.Value.MaxPerUser, cancelledInARow);

    private string? NoticeTone => View.Tone == "accent" ? null : View.Tone; // waiting is not news

    private string First => Compact ? "button compact" : "button primary";

    private string Second => Compact ? "button plain compact" : "button";

    /// <summary>Also runs when the session has ended meanwhile. The panel then says so in every state.</summary>
    protected override void OnParametersSet()
    {
        if (SignedIn is null)
        {
            state = AddPasskeyState.SignedOut;
        }
    }

    protected override async Task OnScriptReadyAsync(IJSObjectReference script)
    {
        if (state != AddPasskeyState.Checking)
        {
            return; // there is no user, so there is no request to the browser
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
        state = SignedIn is null ? AddPasskeyState.SignedOut
            : can is { CanCreate: false } ? AddPasskeyState.NotSupported
            : Reauthentication.IsRecent(SignedIn.AuthenticatedAt) ? AddPasskeyState.Ready
            : AddPasskeyState.NeedsReauthentication;
    }

    /// <summary>Leaves for the reauthentication page, and returns to create the passkey.</summary>
    private async Task ReauthenticateAsync()
    {
        await Script!.InvokeVoidAsync("remember", new Interrupted(Interrupted.Add, Place: wanted));
        Navigation.NavigateTo(ReauthenticationAddress.For(Here, ReauthenticationReason.Add), forceLoad: true);
    }

    private async Task ResumeAsync(IJSObjectReference script)
    {
        if (state != AddPasskeyState.Ready && !IsPhoneNeeded && state != AddPasskeyState.NeedsReauthentication)
        {
            return;
        }

        var interrupted = await script.InvokeAsync<Interrupted?>("resume", (object)(string[])[Interrupted.Add]);
        if (interrupted is not null && Reauthentication.IsRecent(SignedIn!.AuthenticatedAt))
        {
            StateHasChanged();
            await AddAsync(interrupted.Place);
        }
    }

    private async Task AddAsync(PasskeyPlace? place)
    {
        if (state is AddPasskeyState.Working or AddPasskeyState.Checking || SignedIn is null || Script is not { } script)
        {
            return; // a second click was in progress when the button disappeared
        }

        wanted = place;
        if (Compact && state == AddPasskeyState.NeedsReauthentication)
        {
            await ReauthenticateAsync();
            return;
        }

        reference = null;
        isRenaming = false;
        focusMoves = true;
        state = AddPasskeyState.Working;
        var passkey = await new Registration(Ceremony, CircuitConnection, script, Logger).RunAsync(SignedIn.SessionId, place);
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

    /// <summary>
    /// Follows the rules of the list. A person who must reauthenticate returns to the list, which continues the rename.
    /// </summary>
    private async Task RenameAsync(string typed)
    {
        if (!isRenaming || SignedIn is null || added is not { } passkey)
        {
            return; // a second Enter was in progress when the field disappeared
        }

        var name = await UserPasskeys.RenameAsync(SignedIn.SessionId, passkey.Id, typed);
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
            case Failure.ReauthenticationNeeded:
                await Script!.InvokeVoidAsync("remember", new Interrupted(Interrupted.Rename, passkey.Id, typed));
                Navigation.NavigateTo(ReauthenticationAddress.For(PasskeysAddress.Path, ReauthenticationReason.Rename), forceLoad: true);
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
            Failure.ReauthenticationNeeded => AddPasskeyState.NeedsReauthentication,
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
        if (Compact && state == AddPasskeyState.NeedsReauthentication)
        {
            await ReauthenticateAsync();
        }
    }
}
