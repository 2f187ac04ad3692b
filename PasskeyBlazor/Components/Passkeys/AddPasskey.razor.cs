using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>The behaviour of the ceremony in a circuit; the .razor file leaves the markup to a view.</summary>
public sealed partial class AddPasskey
{
    private Failure? failure;
    private bool focusMoves;
    private bool wasPressed;
    private bool isGone;
    private Capabilities? can;
    private PreparedRegistrations? prepared;
    private PeriodicTimer? renewal;
    private CancellationTokenSource? cancellation;

    /// <summary>The view. Each new state renders it again. Null for the panel.</summary>
    [Parameter]
    public RenderFragment<AddPasskey>? ChildContent { get; set; }

    /// <summary>A passkey was added and saved.</summary>
    [Parameter]
    public EventCallback<Passkey> Added { get; set; }

    /// <summary>The passkey that was added is in this browser. Comes before <see cref="Added"/>.</summary>
    [Parameter]
    public EventCallback<Passkey> AddedHere { get; set; }

    /// <summary>The ceremony ended without a passkey. It is not repeated automatically.</summary>
    [Parameter]
    public EventCallback<Failure> Failed { get; set; }

    /// <summary>This browser cannot create a passkey here.</summary>
    [Parameter]
    public EventCallback<Capabilities> NotSupported { get; set; }

    /// <summary>How many passkeys the user has, as far as the host page knows.</summary>
    [Parameter]
    public int Owned { get; set; }

    /// <summary>What the host page says in place of the offer; null when it offers a passkey.</summary>
    [Parameter]
    public AddPasskeyAdvice? Advice { get; set; }

    /// <summary>Whether the host page does not know yet what to say. The panel then offers nothing that may not fit.</summary>
    [Parameter]
    public bool IsLoading { get; set; }

    [CascadingParameter]
    public SignedIn? SignedIn { get; set; }

    public AddPasskeyState State { get; private set; } = AddPasskeyState.Checking;

    /// <summary>The state in words.</summary>
    public AddPasskeyView View => InPlace?.View ?? AddPasskeyView.Of(State, failure, Passkey, AddedName, Owned, Rules.Value.MaxPerUser, CancelledInARow);

    /// <summary>The advice, until the person wants a passkey. It also stands where this browser cannot create one.</summary>
    public AddPasskeyAdvice? InPlace =>
        !wasPressed && (IsChecking || State is AddPasskeyState.Ready or AddPasskeyState.NotSupported or AddPasskeyState.Insecure) ? Advice : null;

    /// <summary>Until the circuit is there and the browser has answered, the button is a link to the page that needs no circuit.</summary>
    public bool IsChecking => State == AddPasskeyState.Checking;

    /// <summary>The value of <c>aria-busy</c>.</summary>
    public string IsBusy => IsChecking ? "true" : "false";

    public bool IsPhoneNeeded => State == AddPasskeyState.NotSupported && can is { HasWebAuthn: true };

    public int CancelledInARow { get; private set; }

    /// <summary>The passkey that was added last.</summary>
    public Passkey? Passkey { get; private set; }

    /// <summary>The name that the pages show for that passkey; empty when there is none.</summary>
    public string AddedName => Passkey is null ? "" : new PasskeyNames(Passkey.User.Passkeys, Models).Of(Passkey);

    /// <summary>The place of the last request; null lets the browser ask.</summary>
    public PasskeyPlace? Wanted { get; private set; }

    /// <summary>The reference to the log entry of a failure.</summary>
    public string? FailureReference { get; private set; }

    /// <summary>The element of the view, which keeps the focus.</summary>
    public ElementReference Panel { get; set; }

    public string SignInLink => SignInAddress.For(Here);

    protected override string ScriptPath => "Components/Passkeys/AddPasskey.razor.js";

    /// <summary>The state that offers to create a passkey, or says why it is not possible. The age of the last authentication matters only at a press.</summary>
    private AddPasskeyState First => SignedIn is null ? AddPasskeyState.SignedOut
        : can is { CanCreate: false } ? AddPasskeyState.NotSupported
        : AddPasskeyState.Ready;

    private bool IsRecent => SignedIn is not null && Reauthentication.IsRecent(SignedIn);

    private bool CanAdd => IsRecent && can is { IsSecureContext: true, HasWebAuthn: true };

    private string Here => new Uri(Navigation.Uri).PathAndQuery;

    /// <summary>Also runs when the session has ended meanwhile. The view then says so in every state.</summary>
    protected override void OnParametersSet()
    {
        if (SignedIn is null)
        {
            State = AddPasskeyState.SignedOut;
        }
    }

    protected override async Task OnScriptReadyAsync(IJSObjectReference script)
    {
        if (State != AddPasskeyState.Checking)
        {
            return; // there is no user, so there is no request to the browser
        }

        can = await script.TryInvokeAsync<Capabilities>(Logger, "capabilities");
        if (can is not { CanCreate: false }) // a browser that does not answer may still be able to
        {
            Begin();
        }
        else
        {
            State = can.IsSecureContext ? AddPasskeyState.NotSupported : AddPasskeyState.Insecure;
            await NotSupported.InvokeAsync(can);
        }

        await ResumeAsync(script);
        StateHasChanged();
        if (CanAdd)
        {
            prepared = new PreparedRegistrations(Ceremony, script, Clock, Logger);
            _ = KeepPreparedAsync(); // the screen does not wait for it
        }
    }

    protected override async Task OnScriptFailedAsync() => await FailAsync(Failure.BrowserFailed);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (focusMoves && Script is not null)
        {
            focusMoves = false;
            await Script.TryInvokeVoidAsync(Logger, "keepFocus", Panel);
        }
    }

    /// <summary>Offers to create a passkey, as at the beginning.</summary>
    public void Begin()
    {
        (FailureReference, wasPressed) = (null, false);
        Show(First, keepsFocus: State != AddPasskeyState.Checking);
    }

    /// <summary>Asks the browser for a new passkey, and saves it. If the last authentication is too old, leaves for the reauthentication page first.</summary>
    public async Task AddAsync(PasskeyPlace? place)
    {
        if (State is AddPasskeyState.Working or AddPasskeyState.Checking || Script is not { } script)
        {
            return; // a second click was in progress when the button disappeared
        }

        if (SignedIn is null)
        {
            await CancelAsync(); // the press may have opened the sheet
            return;
        }

        Wanted = place;
        if (!IsRecent)
        {
            await CancelAsync();
            await ReauthenticateAsync(place);
            return;
        }

        (FailureReference, wasPressed) = (null, true);
        Show(AddPasskeyState.Working);
        using var cancelled = cancellation = new CancellationTokenSource();
        var registration = new Registration(Ceremony, Signals, CircuitConnection, script, Logger);
        var passkey = await registration.RunAsync(SignedIn.SessionId, place, prepared?.Take(place), cancelled.Token);
        cancellation = null;
        if (isGone)
        {
            return; // there is no view, and its script is gone too
        }

        if (!passkey.Succeeded && passkey.Failure == Failure.ReauthenticationNeeded)
        {
            Show(First);
            await ReauthenticateAsync(place);
            return;
        }

        if (!passkey.Succeeded)
        {
            focusMoves = true;
            await FailAsync(passkey.Failure);
            await PrepareAsync();
            return;
        }

        CancelledInARow = 0;
        Passkey = passkey.Value;
        _ = script.TryInvokeVoidAsync(Logger, "signalAccount"); // the person does not wait for it
        if (registration.IsHere)
        {
            await script.TryInvokeVoidAsync(Logger, "keepHere", Passkey.Id); // before the person reads that it is there, and leaves
            await AddedHere.InvokeAsync(Passkey);
        }

        Show(AddPasskeyState.Added);
        await Added.InvokeAsync(Passkey);
        await PrepareAsync();
    }

    /// <summary>Ends the wait for the browser, and the wait for the server before it.</summary>
    public async Task CancelAsync()
    {
        cancellation?.Cancel();
        await Script!.TryInvokeVoidAsync(Logger, "cancel");
    }

    /// <summary>Leaves for another page. The answer to the call may be lost with this page, which is a fault for <see cref="NavigationManager"/>.</summary>
    public Task LeaveAsync(string address) => Script!.TryInvokeVoidAsync(Logger, "leave", address);

    /// <summary>Ends the ceremony without a passkey.</summary>
    public async Task FailAsync(Failure ended)
    {
        failure = ended;
        CancelledInARow = ended == Failure.Cancelled ? CancelledInARow + 1 : 0;
        if (ended is Failure.BrowserFailed or Failure.NotSaved or Failure.MaybeSaved)
        {
            FailureReference = Reference.New();
            Log.RegistrationFailed(Logger, ended, FailureReference);
        }

        Show(StateAfter(ended, First), keepsFocus: focusMoves);
        _ = Script?.TryInvokeVoidAsync(Logger, "raiseFailed", $"{ended}");
        await Failed.InvokeAsync(ended);
    }

    /// <summary>The state after a ceremony that ended without a passkey.</summary>
    internal static AddPasskeyState StateAfter(Failure ended, AddPasskeyState first) => ended switch
    {
        Failure.Cancelled => AddPasskeyState.Cancelled,
        Failure.AlreadyHere => AddPasskeyState.AlreadyHere,
        Failure.SignedOut => AddPasskeyState.SignedOut,
        Failure.LimitReached => AddPasskeyState.LimitReached,
        Failure.PressNeeded => first,
        _ => AddPasskeyState.Failed,
    };

    /// <summary>The ceremony ends with its component.</summary>
    public override async ValueTask DisposeAsync()
    {
        isGone = true;
        renewal?.Dispose();
        cancellation?.Cancel();
        if (Script is not null)
        {
            await Script.TryInvokeVoidAsync(Logger, "end");
        }

        await base.DisposeAsync();
    }

    /// <summary>Leaves for the reauthentication page, and returns to create the passkey.</summary>
    private async Task ReauthenticateAsync(PasskeyPlace? place)
    {
        await Script!.TryInvokeVoidAsync(Logger, "remember", new Interrupted(place));
        Navigation.NavigateTo(ReauthenticationAddress.For(Here, ReauthenticationReason.Add), forceLoad: true);
    }

    private async Task ResumeAsync(IJSObjectReference script)
    {
        if (State != AddPasskeyState.Ready && !IsPhoneNeeded)
        {
            return;
        }

        var interrupted = await script.TryInvokeAsync<Interrupted>(Logger, "resume");
        if (interrupted is not null && IsRecent)
        {
            await AddAsync(interrupted.Place);
        }
    }

    /// <summary>Ends when the last authentication is too old. After another one, the page is loaded again.</summary>
    private async Task KeepPreparedAsync()
    {
        renewal = new PeriodicTimer(PreparedRegistrations.RenewedEvery, Clock);
        do
        {
            await PrepareAsync();
        }
        while (IsRecent && await renewal.WaitForNextTickAsync());
    }

    private Task PrepareAsync() => prepared is not null && SignedIn is not null && State != AddPasskeyState.Working
        ? prepared.RenewAsync(SignedIn.SessionId)
        : Task.CompletedTask;

    private void Show(AddPasskeyState next, bool keepsFocus = true)
    {
        (State, focusMoves) = (next, keepsFocus);
        StateHasChanged();
    }
}
