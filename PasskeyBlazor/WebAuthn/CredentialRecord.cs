namespace PasskeyBlazor.WebAuthn;

/// <summary>A credential record (§4): the data that the relying party stores about one passkey and compares with an assertion.</summary>
/// <param name="UserHandle">The user handle of its owner, 1 to 64 bytes.</param>
/// <param name="PublicKey">A COSE key, byte for byte as <see cref="VerifiedAttestation.PublicKey"/> returned it.</param>
/// <param name="SignCount">The signature counter of the last assertion; 0 where the authenticator keeps none.</param>
/// <param name="IsBackupEligible">The BE flag of the registration. It never changes.</param>
/// <param name="IsRevoked">True for a passkey that no longer signs in.</param>
public sealed record CredentialRecord(byte[] UserHandle, byte[] PublicKey, uint SignCount, bool IsBackupEligible, bool IsRevoked);
