namespace PasskeyBlazor.Passkeys;

/// <summary>An authenticator model: its name and its kind.</summary>
public sealed record AuthenticatorModel(string Name, AuthenticatorKind Kind);
