using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>A change that was interrupted for reauthentication, with the text that the person typed. The browser stores it.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="PasskeyId">The passkey; empty for a new one.</param>
/// <param name="Name">The typed name.</param>
/// <param name="Place">The place of a new passkey.</param>
public sealed record Interrupted(string Kind, Guid PasskeyId = default, string? Name = null, PasskeyPlace? Place = null)
{
    public const string Add = "add";
    public const string Rename = "rename";
    public const string Remove = "remove";
}
