namespace PasskeyBlazor.Components.Passkeys;

/// <summary>The states of <see cref="AddPasskey"/>.</summary>
public enum AddPasskeyState
{
    /// <summary>It is not known yet whether this browser can create a passkey.</summary>
    Checking,

    /// <summary>The user is not signed in, or is signed out meanwhile.</summary>
    SignedOut,

    /// <summary>This browser cannot create a passkey here.</summary>
    NotSupported,

    /// <summary>The page came over plain http from another host than localhost.</summary>
    Insecure,

    /// <summary>Nothing was pressed. The page offers a passkey, or says why it does not.</summary>
    Ready,

    /// <summary>The browser's sheet is open.</summary>
    Working,

    Added,

    /// <summary>The authenticator already has a passkey for this account.</summary>
    AlreadyHere,

    Cancelled,

    LimitReached,

    Failed,
}
