namespace PasskeyBlazor.Passkeys;

/// <summary>What password managers are told of an account (WebAuthn §5.1.10), in the words of its creation options; ids are base64url.</summary>
public sealed record PasskeySignal(string RpId, string UserId, string Name, string DisplayName, IReadOnlyList<string> CredentialIds);
