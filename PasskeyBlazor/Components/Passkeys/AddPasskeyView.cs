using PasskeyBlazor.Data;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>What a person reads in one state of <see cref="AddPasskey"/>: an icon, its tone, a sentence, and more information.</summary>
public sealed record AddPasskeyView(string Icon, string? Tone, string Title, string? More)
{
    public static AddPasskeyView Of(AddPasskeyState state, Failure? failure, Passkey? added, string addedName, int owned, int mostPerUser, int cancelledInARow) => state switch
    {
        AddPasskeyState.SignedOut => new("person", null, Text.Panel_SignedOut_Title, Text.Panel_SignedOut_Text),
        AddPasskeyState.NotSupported => new("phone", null, Text.Panel_NotSupported_Title, Text.Panel_NotSupported_Text),
        AddPasskeyState.Insecure => new("lock", null, Text.Panel_Insecure_Title, Text.Panel_Insecure_Text),
        AddPasskeyState.Checking or AddPasskeyState.Ready when owned > 0 =>
            new("passkey", "accent", Text.Panel_Another_Title, owned == 1 ? Text.Panel_Another_Text : Text.Panel_AnotherOfMany_Text.With(owned)),
        AddPasskeyState.Checking or AddPasskeyState.Ready => new("passkey", "accent", Text.Panel_Ready_Title, Text.Panel_Ready_Text),
        AddPasskeyState.Working => new("passkey", "accent", Text.Panel_Working_Title, null),
        AddPasskeyState.Added when added is { IsDiscoverable: false } => new("warning", "warn", Text.Panel_Added_Title.With(addedName), Text.Panel_OnlyConfirms_Text),
        AddPasskeyState.Added => new("check", "good", Text.Panel_Added_Title.With(addedName), Text.Panel_Added_Text),
        AddPasskeyState.AlreadyHere => new("done", null, Text.Panel_AlreadyHere_Title, Text.Panel_AlreadyHere_Text),
        AddPasskeyState.Cancelled when cancelledInARow > 1 => new("note", null, Text.Panel_Cancelled_Title, Text.Panel_CancelledAgain_Text),
        AddPasskeyState.Cancelled => new("note", null, Text.Panel_Cancelled_Title, Text.Panel_Cancelled_Text),
        AddPasskeyState.LimitReached => new("note", null, Text.Panel_LimitReached_Title.With(mostPerUser), Text.Panel_LimitReached_Text),
        _ => OfFailure(failure ?? Failure.BrowserFailed),
    };

    /// <summary>What a person reads after a ceremony that ended without a passkey.</summary>
    public static AddPasskeyView OfEnded(Failure failure, int mostPerUser) =>
        Of(AddPasskey.StateAfter(failure, AddPasskeyState.Failed), failure, added: null, "", owned: 0, mostPerUser, cancelledInARow: 0);

    private static AddPasskeyView OfFailure(Failure failure) => failure switch
    {
        Failure.NotSaved => new("failure", "bad", Text.Panel_NotSaved_Title, Text.Panel_NotSaved_Text),
        Failure.MaybeSaved => new("warning", "warn", Text.Panel_MaybeSaved_Title, Text.Panel_MaybeSaved_Text),
        Failure.PasskeyRefused => new("failure", "bad", Text.Panel_Refused_Title, Text.Panel_Refused_Text),
        Failure.UserVerificationNeeded => new("lock", "warn", Text.Panel_UserVerification_Title, Text.Panel_UserVerification_Text),
        _ => new("failure", "bad", FailureText.Anywhere(failure), Text.Panel_Failed_Text),
    };
}
