namespace PasskeyBlazor.WebAuthn;

/// <summary>Why an answer is refused.</summary>
/// <param name="Failure">What the person reads.</param>
/// <param name="Reason">A short identifier for the log: <c>origin</c>, <c>invalid-sign-count</c>. It holds nothing that came from the browser.</param>
/// <param name="IsSignatureVerified">
/// True where the assertion's signature was valid, so that only the authenticator can have created the answer.
/// </param>
/// <param name="Cause">The exception where the answer could not be read and no specific reason exists; else null.</param>
public sealed record Refusal(Failure Failure, string Reason, bool IsSignatureVerified = false, Exception? Cause = null)
{
    /// <summary>The BE flag differs from the registration (§7.2 step 19).</summary>
    public const string BackupEligibilityChanged = "backup-eligibility-changed";

    /// <summary>The signature counter did not grow (§7.2 step 24).</summary>
    public const string InvalidSignCount = "invalid-sign-count";

    /// <summary>The stored public key cannot be used. No answer causes this.</summary>
    public const string StoredPublicKeyCorrupt = "stored-public-key-corrupt";
}
