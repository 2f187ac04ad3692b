namespace PasskeyBlazor.Passkeys;

/// <summary>A make of authenticators: what people call it, and what it is.</summary>
public sealed record Authenticator(string Name, AuthenticatorKind Kind);
