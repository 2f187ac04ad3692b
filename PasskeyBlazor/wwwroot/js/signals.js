/**
 * The signals to password managers about the passkeys that they list (WebAuthn §5.1.10), where the browser supports them. Nothing
 * depends on them, so they fail silently. Ids are base64url, as in options: rp.id, user.id, and each credential's id.
 */

/** No account here has this passkey: { rpId, credentialId }. */
export function signalUnknown(about) {
    return signal('signalUnknownCredential', about);
}

/** All passkeys of the user: { rpId, userId, allAcceptedCredentialIds }. The others are removed, so never send a part of the
    list. */
export function signalAccepted(about) {
    return signal('signalAllAcceptedCredentials', about);
}

/** The user's current names: { rpId, userId, name, displayName }. */
export function signalUser(about) {
    return signal('signalCurrentUserDetails', about);
}

async function signal(name, about) {
    try {
        await window.PublicKeyCredential?.[name]?.(about);
    } catch {
        // The browser refused the signal: its list stays unchanged for now.
    }
}
