namespace PasskeyBlazor;

/// <summary>
/// The expected failures of user requests. The browser's error names and the server's refusals are mapped to them. Each has one
/// sentence for the person; the exact reason is in the log only.
/// </summary>
public enum Failure
{
    /// <summary>The person closed the sheet, or let it time out. Not an error.</summary>
    Cancelled,

    /// <summary>The sheet closed within a second: the browser found no passkey to offer.</summary>
    NoPasskeyHere,

    /// <summary>A person pressed Enter in the e-mail field, and no passkey answered. The address alone does not sign in.</summary>
    NoPasskeyForAddress,

    /// <summary>The authenticator already holds a passkey for this account. This is good news.</summary>
    AlreadyHere,

    /// <summary>The page was opened at an address that the RP ID does not cover.</summary>
    WrongAddress,

    /// <summary>The device has no screen lock, so it cannot verify its user.</summary>
    ScreenLockNeeded,

    /// <summary>The authenticator did not verify its user by PIN, fingerprint or face.</summary>
    UserVerificationNeeded,

    /// <summary>The browser opens its sheet only after a press, and there was none. The button is there again.</summary>
    PressNeeded,

    /// <summary>The authenticator or its key type cannot be used here.</summary>
    NotCompatible,

    /// <summary>The browser is too old, or cannot do passkeys at all.</summary>
    NotSupportedHere,

    /// <summary>The browser holds another passkey window open.</summary>
    AnotherWindowOpen,

    /// <summary>The browser or password manager failed for another reason.</summary>
    BrowserFailed,

    /// <summary>The answer is larger than any passkey's answer.</summary>
    TooLarge,

    /// <summary>The ceremony expired before the answer came, or was started in another session or browser.</summary>
    ChallengeExpired,

    /// <summary>The challenge has been answered before.</summary>
    ChallengeSpent,

    /// <summary>
    /// The passkey did not authenticate the person. One failure for an unknown passkey, a wrong signature and all similar reasons.
    /// </summary>
    PasskeyRefused,

    /// <summary>
    /// The answer is the passkey's own, its signature is valid, and later answers will be refused too. The person needs a new passkey.
    /// </summary>
    PasskeyUnusable,

    /// <summary>The last authentication is too old for this change.</summary>
    ReauthenticationNeeded,

    /// <summary>The user is not signed in any more.</summary>
    SignedOut,

    /// <summary>The user removed the passkey that opened or confirmed their session, so the session ended with it.</summary>
    PasskeyRemovedHere,

    /// <summary>The page is from before a sign-in or a sign-out in another tab, or its antiforgery token is too old.</summary>
    PageOutdated,

    /// <summary>An administrator has disabled this account.</summary>
    AccountDisabled,

    /// <summary>The account has the maximum number of passkeys.</summary>
    LimitReached,

    /// <summary>It is the only sign-in method: without it the account is not reachable any more.</summary>
    OnlySignInMethod,

    /// <summary>It is the last administrator account.</summary>
    LastAdministrator,

    /// <summary>The account does not contain the passkey: it was removed meanwhile, or it belongs to another user.</summary>
    PasskeyGone,

    /// <summary>The database cannot save at the moment.</summary>
    NotSaved,

    /// <summary>The database did not confirm the save, and does not say now whether it succeeded.</summary>
    MaybeSaved,

    /// <summary>The person pressed Cancel at the provider.</summary>
    ProviderCancelled,

    /// <summary>The provider returned an error, or an answer that proves nothing.</summary>
    ProviderFailed,

    /// <summary>The provider does not prove that the person has authenticated there just now.</summary>
    NotProvedFresh,

    /// <summary>The provider did not answer.</summary>
    ProviderUnavailable,

    /// <summary>The user who was asked to reauthenticate signed in as another user.</summary>
    ReauthenticatedAsAnother,

    /// <summary>The account at a provider is already a sign-in method of this user.</summary>
    LinkedAlready,

    /// <summary>The account at a provider is a sign-in method of another user, and is not moved.</summary>
    LinkedToAnother,

    /// <summary>The person who should sign in as before chose the account that waits to be connected.</summary>
    SameAccountAgain,

    /// <summary>Only administrators may do this, and the user is no administrator, or not any more.</summary>
    NotAdministrator,

    /// <summary>Administrators would lock themselves out.</summary>
    OwnAccount,

    /// <summary>The object does not exist, or not any more.</summary>
    NotThere,
}
