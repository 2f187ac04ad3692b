using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components;

/// <summary>The only place where a <see cref="Failure"/> becomes a sentence.</summary>
public static class FailureText
{
    /// <summary>Reads a failure that came in an address: by our name, or by the browser's.</summary>
    public static Failure Named(string name) =>
        Enum.TryParse<Failure>(name, out var failure) && Enum.GetName(failure) == name ? failure : BrowserAnswer.FailureOf(name);

    /// <summary>What the sign-in page says.</summary>
    public static string OnSignIn(Failure failure) => failure switch
    {
        Failure.Cancelled => Text.Failure_SignIn_Cancelled,
        Failure.NoPasskeyHere => Text.Failure_SignIn_NoPasskeyHere,
        Failure.PasskeyRefused => Text.Failure_SignIn_PasskeyRefused,
        Failure.AlreadyHere => Text.Failure_BrowserFailed, // an answer to creating one, so here it answers nothing
        _ => Anywhere(failure),
    };

    /// <summary>What the page says that asks somebody who is signed in to confirm it.</summary>
    public static string OnConfirm(Failure failure) => failure == Failure.Cancelled ? Text.Failure_Confirm_Cancelled : OnSignIn(failure);

    /// <summary>What is said in the same words wherever it happens.</summary>
    public static string Anywhere(Failure failure) => failure switch
    {
        Failure.Cancelled => Text.Panel_Cancelled_Title,
        Failure.NoPasskeyHere => Text.Failure_SignIn_NoPasskeyHere,
        Failure.AlreadyHere => Text.Panel_AlreadyHere_Title,
        Failure.WrongAddress => Text.Failure_WrongAddress,
        Failure.ScreenLockNeeded => Text.Failure_ScreenLockNeeded,
        Failure.NotCompatible => Text.Failure_NotCompatible,
        Failure.NotSupportedHere => Text.Failure_NotSupportedHere,
        Failure.AnotherWindowOpen => Text.Failure_AnotherWindowOpen,
        Failure.BrowserFailed => Text.Failure_BrowserFailed,
        Failure.TooLarge => Text.Failure_TooLarge,
        Failure.ChallengeExpired => Text.Failure_ChallengeExpired,
        Failure.ChallengeSpent => Text.Failure_ChallengeSpent,
        Failure.PasskeyRefused => Text.Panel_Refused_Title,
        Failure.RecentSignInNeeded => Text.Failure_RecentSignInNeeded,
        Failure.AccountDisabled => Text.Failure_AccountDisabled,
        Failure.SignedOut => Text.Failure_SignedOut,
        Failure.LimitReached => Text.Panel_LimitReached_Text,
        Failure.LastWayIn => Text.Passkeys_LastWayIn,
        Failure.LastAdministrator => Text.Delete_LastAdministratorText,
        Failure.PasskeyGone => Text.Passkeys_Gone,
        Failure.NotSaved => Text.Failure_NotSaved,
        Failure.ProviderCancelled => Text.Failure_ProviderCancelled,
        Failure.ProviderFailed => Text.Failure_ProviderFailed,
        Failure.ProviderUnavailable => Text.Failure_ProviderUnavailable,
        Failure.ConfirmedByAnother => Text.Failure_ConfirmedByAnother,
        Failure.LinkedAlready => Text.Failure_LinkedAlready,
        Failure.LinkedToAnother => Text.Failure_LinkedToAnother,
        Failure.NotAdministrator => Text.AccessDenied_TextAnonymous,
        Failure.OwnAccount => Text.Failure_OwnAccount,
        Failure.NotThere => Text.Failure_NotThere,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "A failure without a sentence."),
    };
}
