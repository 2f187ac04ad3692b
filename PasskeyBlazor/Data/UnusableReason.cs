namespace PasskeyBlazor.Data;

/// <summary>Why each answer of a passkey is refused, although its model is accepted.</summary>
public enum UnusableReason
{
    /// <summary>Its answers say something else about backup eligibility than its registration. This never changes (WebAuthn §6.1.3).</summary>
    BackupEligibilityChanged,

    /// <summary>Its signature counter did not grow, in two ceremonies without a success between them. It may be a copy.</summary>
    CounterNotGrown,

    /// <summary>The stored public key cannot be used, or not any more.</summary>
    PublicKeyNotAccepted,
}
