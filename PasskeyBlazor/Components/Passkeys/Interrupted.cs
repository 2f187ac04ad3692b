using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>A change that was interrupted to confirm who asks for it, with what the person had typed. It waits in the browser.</summary>
/// <param name="Kind">What was to be done.</param>
/// <param name="PasskeyId">To which passkey; empty where it is about a new one.</param>
/// <param name="Name">The name that was typed.</param>
/// <param name="Place">Where a new one shall be.</param>
public sealed record Interrupted(string Kind, Guid PasskeyId = default, string? Name = null, PasskeyPlace? Place = null)
{
    public const string Add = "add";
    public const string Rename = "rename";
    public const string Remove = "remove";
}
