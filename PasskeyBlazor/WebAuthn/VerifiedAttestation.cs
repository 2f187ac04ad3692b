namespace PasskeyBlazor.WebAuthn;

/// <summary>What a verified registration says about the new credential (§7.1 step 27).</summary>
/// <param name="CredentialId">1 to 1023 bytes.</param>
/// <param name="PublicKey">A COSE key (RFC 9052 §7) of an offered algorithm, byte for byte as the authenticator sent it.</param>
/// <param name="SignCount">The signature counter; 0 where the authenticator keeps none.</param>
/// <param name="Aaguid">The authenticator model. Unattested, so a hint; zeros where the authenticator names none.</param>
/// <param name="Transports">Hints for later options (§5.8.4): at most 10, unsigned.</param>
/// <param name="IsUserVerified">The UV flag.</param>
/// <param name="IsBackupEligible">The BE flag.</param>
/// <param name="IsBackedUp">The BS flag.</param>
/// <param name="IsDiscoverable">What the browser says about discoverability (<c>credProps.rk</c>, §10.1.3); null where it says nothing. Unsigned.</param>
/// <param name="AttestationFormat">The format of the received statement. Statements are not evaluated.</param>
public sealed record VerifiedAttestation(
    byte[] CredentialId,
    byte[] PublicKey,
    uint SignCount,
    Guid Aaguid,
    string[] Transports,
    bool IsUserVerified,
    bool IsBackupEligible,
    bool IsBackedUp,
    bool? IsDiscoverable,
    string AttestationFormat);
