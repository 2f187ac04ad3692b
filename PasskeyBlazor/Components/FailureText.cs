using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components;

/// <summary>The only place where a <see cref="CeremonyFailure"/> becomes a sentence.</summary>
public static class FailureText
{
    /// <summary>Reads a failure that came in an address: by our name, or by the browser's.</summary>
    public static CeremonyFailure Named(string name) =>
        Enum.TryParse<CeremonyFailure>(name, out var failure) && Enum.GetName(failure) == name ? failure : BrowserAnswer.FailureOf(name);

    /// <summary>What the sign-in page says.</summary>
    public static string OnSignIn(CeremonyFailure failure) => failure switch
    {
        CeremonyFailure.Cancelled => Text.Failure_SignIn_Cancelled,
        CeremonyFailure.NoPasskeyHere => Text.Failure_SignIn_NoPasskeyHere,
        CeremonyFailure.PasskeyRefused => Text.Failure_SignIn_PasskeyRefused,
        CeremonyFailure.AlreadyHere => Text.Failure_BrowserFailed, // an answer to creating one, so here it answers nothing
        _ => Anywhere(failure),
    };

    /// <summary>What the page says that asks somebody who is signed in to confirm it.</summary>
    public static string OnConfirm(CeremonyFailure failure) => failure == CeremonyFailure.Cancelled ? Text.Failure_Confirm_Cancelled : OnSignIn(failure);

    /// <summary>What is said in the same words wherever it happens.</summary>
    public static string Anywhere(CeremonyFailure failure) => failure switch
    {
        CeremonyFailure.Cancelled => Text.Panel_Cancelled_Title,
        CeremonyFailure.NoPasskeyHere => Text.Failure_SignIn_NoPasskeyHere,
        CeremonyFailure.AlreadyHere => Text.Panel_AlreadyHere_Title,
        CeremonyFailure.WrongAddress => Text.Failure_WrongAddress,
        CeremonyFailure.ScreenLockNeeded => Text.Failure_ScreenLockNeeded,
        CeremonyFailure.NotCompatible => Text.Failure_NotCompatible,
        CeremonyFailure.NotSupportedHere => Text.Failure_NotSupportedHere,
        CeremonyFailure.AnotherWindowOpen => Text.Failure_AnotherWindowOpen,
        CeremonyFailure.BrowserFailed => Text.Failure_BrowserFailed,
        CeremonyFailure.TooLarge => Text.Failure_TooLarge,
        CeremonyFailure.ChallengeExpired => Text.Failure_ChallengeExpired,
        CeremonyFailure.ChallengeSpent => Text.Failure_ChallengeSpent,
        CeremonyFailure.PasskeyRefused => Text.Panel_Refused_Title,
        CeremonyFailure.RecentSignInNeeded => Text.Failure_RecentSignInNeeded,
        CeremonyFailure.AccountDisabled => Text.Failure_AccountDisabled,
        CeremonyFailure.SignedOut => Text.Failure_SignedOut,
        CeremonyFailure.LimitReached => Text.Panel_LimitReached_Text,
        CeremonyFailure.LastWayIn => Text.Passkeys_LastWayIn,
        CeremonyFailure.LastAdministrator => Text.Delete_LastAdministratorText,
        CeremonyFailure.PasskeyGone => Text.Passkeys_Gone,
        CeremonyFailure.NotSaved => Text.Failure_NotSaved,
        CeremonyFailure.ProviderCancelled => Text.Failure_ProviderCancelled,
        CeremonyFailure.ProviderFailed => Text.Failure_ProviderFailed,
        CeremonyFailure.ProviderUnavailable => Text.Failure_ProviderUnavailable,
        CeremonyFailure.ConfirmedByAnother => Text.Failure_ConfirmedByAnother,
        CeremonyFailure.LinkedAlready => Text.Failure_LinkedAlready,
        CeremonyFailure.LinkedToAnother => Text.Failure_LinkedToAnother,
        CeremonyFailure.NotAdministrator => Text.AccessDenied_TextAnonymous,
        CeremonyFailure.OwnAccount => Text.Failure_OwnAccount,
        CeremonyFailure.NotThere => Text.Failure_NotThere,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "A failure without a sentence."),
    };
}
