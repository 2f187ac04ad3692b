using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components;

/// <summary>The only place that converts a <see cref="Failure"/> to a sentence.</summary>
public static class FailureText
{
    /// <summary>Reads a failure from the query string: by our name, or by the browser's name.</summary>
    public static Failure Named(string name) =>
        Enum.TryParse<Failure>(name, out var failure) && Enum.GetName(failure) == name ? failure : BrowserAnswer.FailureOf(name);

    /// <summary>The sentence on the sign-in page.</summary>
    public static string OnSignIn(Failure failure) => failure switch
    {
        Failure.Cancelled => Text.Failure_SignIn_Cancelled,
        Failure.NoPasskeyHere => Text.Failure_SignIn_NoPasskeyHere,
        Failure.PasskeyRefused => Text.Failure_SignIn_PasskeyRefused,
        Failure.AlreadyHere => Text.Failure_BrowserFailed, // this belongs to registration, so here the answer is meaningless
        _ => Anywhere(failure),
    };

    /// <summary>The sentence on the reauthentication page.</summary>
    public static string OnConfirm(Failure failure) => failure switch
    {
        Failure.Cancelled => Text.Failure_Confirm_Cancelled,
        Failure.PasskeyRefused => Text.Failure_Confirm_PasskeyRefused,
        _ => OnSignIn(failure),
    };

    /// <summary>The sentence that is the same on every page.</summary>
    public static string Anywhere(Failure failure) => failure switch
    {
        Failure.Cancelled => Text.Panel_Cancelled_Title,
        Failure.NoPasskeyHere => Text.Failure_SignIn_NoPasskeyHere,
        Failure.NoPasskeyForAddress => Text.Failure_SignIn_NoPasskeyForAddress,
        Failure.AlreadyHere => Text.Panel_AlreadyHere_Title,
        Failure.WrongAddress => Text.Failure_WrongAddress,
        Failure.ScreenLockNeeded => Text.Failure_ScreenLockNeeded,
        Failure.UserVerificationNeeded => Text.Failure_UserVerificationNeeded,
        Failure.PressNeeded => Text.Failure_PressNeeded,
        Failure.NotCompatible => Text.Failure_NotCompatible,
        Failure.NotSupportedHere => Text.Failure_NotSupportedHere,
        Failure.AnotherWindowOpen => Text.Failure_AnotherWindowOpen,
        Failure.BrowserFailed => Text.Failure_BrowserFailed,
        Failure.TooLarge => Text.Failure_TooLarge,
        Failure.ChallengeExpired => Text.Failure_ChallengeExpired,
        Failure.ChallengeSpent => Text.Failure_ChallengeSpent,
        Failure.PasskeyRefused => Text.Panel_Refused_Title,
        Failure.PasskeyUnusable => Text.Failure_PasskeyUnusable,
        Failure.ReauthenticationNeeded => Text.Failure_ReauthenticationNeeded,
        Failure.AccountDisabled => Text.Failure_AccountDisabled,
        Failure.SignedOut => Text.Failure_SignedOut,
        Failure.PasskeyRemovedHere => Text.Failure_PasskeyRemovedHere,
        Failure.PageOutdated => Text.Failure_PageOutdated,
        Failure.LimitReached => Text.Panel_LimitReached_Text,
        Failure.OnlySignInMethod => Text.Passkeys_OnlyMethodStays,
        Failure.LastAdministrator => Text.Delete_LastAdministratorText,
        Failure.PasskeyGone => Text.Passkeys_Gone,
        Failure.NotSaved => Text.Failure_NotSaved,
        Failure.MaybeSaved => Text.Panel_MaybeSaved_Title,
        Failure.ProviderCancelled => Text.Failure_ProviderCancelled,
        Failure.ProviderFailed => Text.Failure_ProviderFailed,
        Failure.NotProvedFresh => Text.Failure_NotProvedFresh,
        Failure.ProviderUnavailable => Text.Failure_ProviderUnavailable,
        Failure.ReauthenticatedAsAnother => Text.Failure_ConfirmedByAnother,
        Failure.LinkedAlready => Text.Failure_LinkedAlready,
        Failure.LinkedToAnother => Text.Failure_LinkedToAnother,
        Failure.SameAccountAgain => Text.Failure_SameAccountAgain,
        Failure.NotAdministrator => Text.AccessDenied_TextAnonymous,
        Failure.OwnAccount => Text.Failure_OwnAccount,
        Failure.NotThere => Text.Failure_NotThere,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "A failure without a sentence."),
    };
}
