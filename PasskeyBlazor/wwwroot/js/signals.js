/**
 * What is said to password managers about the passkeys that they show (WebAuthn §5.1.10), where the browser passes it on. Nothing
 * depends on it, so it fails in silence. Ids are base64url, as in options: rp.id, user.id, and each credential's id.
 */

/** No account here has this passkey. */
export function unknown(rpId, credentialId) {
    return signal('signalUnknownCredential', { rpId, credentialId });
}

/** These are all that the user has: every other one of theirs may go. Only ever with the whole list. */
export function accepted(rpId, userId, allAcceptedCredentialIds) {
    return signal('signalAllAcceptedCredentials', { rpId, userId, allAcceptedCredentialIds });
}

/** What the user is called now. */
export function renamed(rpId, userId, name, displayName) {
    return signal('signalCurrentUserDetails', { rpId, userId, name, displayName });
}

async function signal(name, about) {
    try {
        await window.PublicKeyCredential?.[name]?.(about);
    } catch {
        // Refused by the browser: the passkey is shown a while longer.
    }
}
