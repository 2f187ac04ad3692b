using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>A creation that was interrupted for reauthentication. The browser stores it.</summary>
/// <param name="Kind">Distinguishes it from what else the browser may store.</param>
/// <param name="Place">The place of the new passkey.</param>
public sealed record Interrupted(string Kind, PasskeyPlace? Place = null)
{
    public const string Add = "add";
}
