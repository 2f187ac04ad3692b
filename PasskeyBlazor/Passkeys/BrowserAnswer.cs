namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The result of a WebAuthn call in the browser: a credential as JSON, or the name of the error (WebAuthn §5.1.3, §5.1.4).
/// </summary>
public sealed record BrowserAnswer(string? Credential, string? Error)
{
    /// <summary>The failure of the ceremony, from the error's name.</summary>
    public Failure Failure => FailureOf(Error);

    /// <summary>
    /// The names come from the browser or our script. They are matched, never displayed; an unknown one is <see
    /// cref="Failure.BrowserFailed"/>.
    /// </summary>
    public static Failure FailureOf(string? error) => error switch
    {
        "NotAllowedError" or "AbortError" => Failure.Cancelled,
        "NoPasskeyHere" => Failure.NoPasskeyHere,
        "NoPasskeyForAddress" => Failure.NoPasskeyForAddress,
        "InvalidStateError" => Failure.AlreadyHere,
        "SecurityError" => Failure.WrongAddress,
        "ConstraintError" => Failure.ScreenLockNeeded,
        "PressNeeded" => Failure.PressNeeded,
        "NotSupportedError" => Failure.NotCompatible,
        "NotSupportedHere" => Failure.NotSupportedHere,
        "OperationError" => Failure.AnotherWindowOpen,
        "TooLarge" => Failure.TooLarge,
        "ChallengeExpired" => Failure.ChallengeExpired,
        _ => Failure.BrowserFailed,
    };
}
