namespace PasskeyBlazor;

/// <summary>
/// Every way in which something that a person asked for can fail in ordinary use: the browser's error names and the server's
/// refusals meet here. Each has one sentence for the person; the exact reason is in the log only.
/// </summary>
public enum Failure
{
    /// <summary>The person closed the sheet, or let it time out. Not an error.</summary>
    Cancelled,

    /// <summary>The sheet was gone within a second: the browser found no passkey to offer.</summary>
    NoPasskeyHere,

    /// <summary>The authenticator already holds a passkey for this account. Good news.</summary>
    AlreadyHere,

    /// <summary>The page was opened at an address that the RP ID does not cover.</summary>
    WrongAddress,

    /// <summary>The device has no screen lock, so it cannot verify its user.</summary>
    ScreenLockNeeded,

    /// <summary>The authenticator or its kind of key cannot be used here.</summary>
    NotCompatible,

    /// <summary>The browser is too old, or cannot do passkeys at all.</summary>
    NotSupportedHere,

    /// <summary>The browser holds another passkey window open.</summary>
    AnotherWindowOpen,

    /// <summary>The browser or password manager failed in some other way.</summary>
    BrowserFailed,

    /// <summary>What came back is larger than any passkey's answer.</summary>
    TooLarge,

    /// <summary>The ceremony ended before the answer came, or was begun somewhere else.</summary>
    ChallengeExpired,

    /// <summary>The challenge has been answered before.</summary>
    ChallengeSpent,

    /// <summary>The passkey did not prove who is here. One face for an unknown passkey, a wrong signature and everything like it.</summary>
    PasskeyRefused,

    /// <summary>The last proof of who is here is too old for this.</summary>
    RecentSignInNeeded,

    /// <summary>Nobody is signed in any more.</summary>
    SignedOut,

    /// <summary>An administrator lets nobody into this account.</summary>
    AccountDisabled,

    /// <summary>The account has as many passkeys as are allowed.</summary>
    LimitReached,

    /// <summary>Without it nobody could get into the account any more.</summary>
    LastWayIn,

    /// <summary>Without this account nobody could administer any more.</summary>
    LastAdministrator,

    /// <summary>The passkey that was to be changed is not in the account: removed meanwhile, or never theirs.</summary>
    PasskeyGone,

    /// <summary>The database could not save just now.</summary>
    NotSaved,

    /// <summary>The person pressed Cancel at the provider.</summary>
    ProviderCancelled,

    /// <summary>The provider answered with an error, or with something that proves nothing.</summary>
    ProviderFailed,

    /// <summary>The provider did not answer.</summary>
    ProviderUnavailable,

    /// <summary>Somebody who was asked to confirm who they are came back as somebody else.</summary>
    ConfirmedByAnother,

    /// <summary>The account at a provider is a way in already.</summary>
    LinkedAlready,

    /// <summary>The account at a provider is somebody else's way in, and is not moved.</summary>
    LinkedToAnother,

    /// <summary>Only administrators may, and this is none, or none any more.</summary>
    NotAdministrator,

    /// <summary>An administrator would shut themself out.</summary>
    OwnAccount,

    /// <summary>What it was about does not exist, or not any more.</summary>
    NotThere,
}
