namespace PasskeyBlazor.WebAuthn;

/// <summary>The account that creation options are for (§5.4.3).</summary>
/// <param name="Handle">The user handle, 1 to 64 bytes. The authenticator returns it with each assertion.</param>
/// <param name="Name">Distinguishes accounts in the browser's list: an e-mail address.</param>
/// <param name="DisplayName">The name of the person.</param>
public sealed record UserEntity(byte[] Handle, string Name, string DisplayName);
