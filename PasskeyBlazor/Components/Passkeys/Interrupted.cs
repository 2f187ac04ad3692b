using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>A creation that was interrupted for reauthentication. The browser stores it.</summary>
/// <param name="Place">The place of the new passkey.</param>
public sealed record Interrupted(PasskeyPlace? Place = null);
