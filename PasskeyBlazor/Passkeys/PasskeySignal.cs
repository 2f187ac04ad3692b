namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The data of a signal to password managers about an account (WebAuthn §5.1.10), named as in creation options; ids are base64url.
/// </summary>
public sealed record PasskeySignal(string RpId, string UserId, string Name, string DisplayName, IReadOnlyList<string> CredentialIds);
