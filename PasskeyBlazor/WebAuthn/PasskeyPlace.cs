namespace PasskeyBlazor.WebAuthn;

/// <summary>Where a person wants their new passkey to be. Only a hint: the browser may still offer every place, and none is refused.</summary>
public enum PasskeyPlace
{
    /// <summary>The device in front of them, or its password manager.</summary>
    ThisDevice,

    /// <summary>A phone or tablet nearby, over Bluetooth.</summary>
    Phone,

    SecurityKey,
}
