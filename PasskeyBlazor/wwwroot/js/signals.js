/**
 * What is said to password managers about the passkeys that they show (WebAuthn §5.1.10), where the browser passes it on. Nothing
 * depends on it, so it fails in silence. Ids are base64url, as in options: rp.id, user.id, and each credential's id.
 */

/** No account here has this passkey: { rpId, credentialId }. */
export function signalUnknown(about) {
    return signal('signalUnknownCredential', about);
}

/** All that the user has: { rpId, userId, allAcceptedCredentialIds }. Every other one of theirs goes, so never a part of the list. */
export function signalAccepted(about) {
    return signal('signalAllAcceptedCredentials', about);
}

/** What the user is called now: { rpId, userId, name, displayName }. */
export function signalUser(about) {
    return signal('signalCurrentUserDetails', about);
}

async function signal(name, about) {
    try {
        await window.PublicKeyCredential?.[name]?.(about);
    } catch {
        // Refused by the browser: what it shows stays as it is for now.
    }
}
