namespace PasskeyBlazor.Components.Passkeys;

/// <summary>The capabilities that the browser reports (WebAuthn §5.1.7), as far as the registration depends on them.</summary>
/// <param name="IsSecureContext">Https, or localhost.</param>
/// <param name="HasWebAuthn">The browser has the calls, and reads options as JSON.</param>
/// <param name="HasPlatformAuthenticator">This device itself can keep a passkey and verify its user.</param>
/// <param name="CanUsePhone">A phone can be used over Bluetooth; null when the browser does not report it.</param>
public sealed record Capabilities(bool IsSecureContext, bool HasWebAuthn, bool HasPlatformAuthenticator, bool? CanUsePhone)
{
    /// <summary>
    /// Whether this device can create a passkey, as far as is known. If it cannot and a phone can, the panel directs the user to
    /// the phone.
    /// </summary>
    public bool CanCreate => IsSecureContext && HasWebAuthn && (HasPlatformAuthenticator || CanUsePhone != true);
}
