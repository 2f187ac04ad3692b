namespace PasskeyBlazor.Passkeys;

/// <summary>What the browser made of a WebAuthn call: a credential as JSON, or the name of the error (WebAuthn §5.1.3, §5.1.4).</summary>
public sealed record BrowserAnswer(string? Credential, string? Error)
{
    /// <summary>The error's name as the one reason the ceremony ended badly.</summary>
    public Failure Failure => FailureOf(Error);

    /// <summary>The names come from the browser or our script and are matched, never shown; an unknown one is <see cref="Failure.BrowserFailed"/>.</summary>
    public static Failure FailureOf(string? error) => error switch
    {
        "NotAllowedError" or "AbortError" => Failure.Cancelled,
        "NoPasskeyHere" => Failure.NoPasskeyHere,
        "InvalidStateError" => Failure.AlreadyHere,
        "SecurityError" => Failure.WrongAddress,
        "ConstraintError" => Failure.ScreenLockNeeded,
        "NotSupportedError" => Failure.NotCompatible,
        "NotSupportedHere" => Failure.NotSupportedHere,
        "OperationError" => Failure.AnotherWindowOpen,
        "TooLarge" => Failure.TooLarge,
        "ChallengeExpired" => Failure.ChallengeExpired,
        _ => Failure.BrowserFailed,
    };
}
