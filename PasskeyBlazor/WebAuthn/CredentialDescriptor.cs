namespace PasskeyBlazor.WebAuthn;

/// <summary>Names one credential in options (§5.8.3).</summary>
/// <param name="Id">The credential id, 1 to 1023 bytes.</param>
/// <param name="Transports">How to reach its authenticator; values that are not registered are left out.</param>
public sealed record CredentialDescriptor(byte[] Id, IReadOnlyList<string> Transports);
