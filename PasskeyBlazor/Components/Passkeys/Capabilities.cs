namespace PasskeyBlazor.Components.Passkeys;

/// <summary>What the browser says of itself (WebAuthn §5.1.7), as far as adding a passkey depends on it.</summary>
/// <param name="IsSecureContext">Https, or localhost.</param>
/// <param name="HasWebAuthn">The browser has the calls, and reads options as JSON.</param>
/// <param name="HasPlatformAuthenticator">This device itself can keep a passkey and verify its user.</param>
/// <param name="CanUsePhone">A phone can be asked over Bluetooth; null when the browser does not say.</param>
public sealed record Capabilities(bool IsSecureContext, bool HasWebAuthn, bool HasPlatformAuthenticator, bool? CanUsePhone)
{
    /// <summary>Whether this device can keep a passkey, as far as is known. One that says it cannot, and that a phone could, sends its user there.</summary>
    public bool CanCreate => IsSecureContext && HasWebAuthn && (HasPlatformAuthenticator || CanUsePhone != true);
}
