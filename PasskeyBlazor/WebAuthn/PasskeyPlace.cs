namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// The place that a person wants for their new passkey. It is only a hint: the browser may still offer every place, and none is
/// refused.
/// </summary>
public enum PasskeyPlace
{
    /// <summary>The device in front of them, or its password manager.</summary>
    ThisDevice,

    /// <summary>A phone or tablet nearby, over Bluetooth.</summary>
    Phone,

    SecurityKey,
}
