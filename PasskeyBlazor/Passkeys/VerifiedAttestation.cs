namespace PasskeyBlazor.Passkeys;

/// <summary>What a verified registration says about the new passkey (§7.1 step 27).</summary>
public sealed record VerifiedAttestation(
    byte[] CredentialId,
    byte[] PublicKey,
    uint SignCount,
    Guid Aaguid,
    string[] Transports,
    bool IsUserVerified,
    bool IsBackupEligible,
    bool IsBackedUp,
    string AttestationFormat)
{
    /// <summary>What the browser says about discoverability (<c>credProps.rk</c>, §10.1.3); null where it says nothing. Not signed.</summary>
    public bool? IsDiscoverable { get; init; }
}
