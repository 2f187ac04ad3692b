namespace PasskeyBlazor.Passkeys;

/// <summary>What the browser made of a WebAuthn call: a credential as JSON, or the name of the error (WebAuthn §5.1.3, §5.1.4).</summary>
public sealed record BrowserAnswer(string? Credential, string? Error)
{
    /// <summary>The error's name as the one reason the ceremony ended badly.</summary>
    public CeremonyFailure Failure => FailureOf(Error);

    /// <summary>The names come from the browser or our script and are matched, never shown; an unknown one is <see cref="CeremonyFailure.BrowserFailed"/>.</summary>
    public static CeremonyFailure FailureOf(string? error) => error switch
    {
        "NotAllowedError" or "AbortError" => CeremonyFailure.Cancelled,
        "NoPasskeyHere" => CeremonyFailure.NoPasskeyHere,
        "InvalidStateError" => CeremonyFailure.AlreadyHere,
        "SecurityError" => CeremonyFailure.WrongAddress,
        "ConstraintError" => CeremonyFailure.ScreenLockNeeded,
        "NotSupportedError" => CeremonyFailure.NotCompatible,
        "NotSupportedHere" => CeremonyFailure.NotSupportedHere,
        "OperationError" => CeremonyFailure.AnotherWindowOpen,
        "TooLarge" => CeremonyFailure.TooLarge,
        "ChallengeExpired" => CeremonyFailure.ChallengeExpired,
        _ => CeremonyFailure.BrowserFailed,
    };
}
