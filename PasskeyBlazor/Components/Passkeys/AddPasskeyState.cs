namespace PasskeyBlazor.Components.Passkeys;

/// <summary>What the add-passkey panel shows.</summary>
public enum AddPasskeyState
{
    /// <summary>Whether this browser can create a passkey is not known yet.</summary>
    Checking,

    /// <summary>Nobody is signed in, or no longer.</summary>
    SignedOut,

    /// <summary>This browser cannot create a passkey here.</summary>
    NotSupported,

    /// <summary>The page came over plain http from another host than localhost.</summary>
    Insecure,

    Ready,

    /// <summary>The last proof of who is here is too old.</summary>
    NeedsRecentSignIn,

    /// <summary>The browser's sheet is open.</summary>
    Working,

    Added,

    /// <summary>The authenticator has a passkey for this account already.</summary>
    AlreadyHere,

    Cancelled,

    LimitReached,

    Failed,
}
