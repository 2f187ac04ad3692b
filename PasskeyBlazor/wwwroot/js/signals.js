/**
 * The signals to password managers about the passkeys that they list (WebAuthn §5.1.10), where the browser supports them. Nothing
 * depends on them, so they fail silently. Ids are base64url, as in options: rp.id, user.id, and each credential's id.
 */

/** No account here has this passkey: { rpId, credentialId }. */
export function signalUnknown(about) {
    signal('signalUnknownCredential', about);
}

/**
 * All passkeys and the current names of the signed-in person. Password managers forget each passkey that is not listed, so the server
 * is asked each time, and one request waits for the one before, in all tabs: the newest list is the last one.
 * @param {() => boolean} mayStill Answers false while a passkey is created: the list cannot have it yet.
 * @returns {Promise<boolean>} Whether the signals were sent. It does not wait for what the browser does with them.
 */
export async function signalAccount(mayStill = () => true) {
    if (!window.PublicKeyCredential?.signalAllAcceptedCredentials) {
        return false;
    }
    try {
        return await (navigator.locks?.request('passkey-signals', () => ask(mayStill)) ?? ask(mayStill));
    } catch {
        return false;                       // offline, or the page is left: a later page tries again
    }
}

async function ask(mayStill) {
    const response = await fetch('/api/passkeys/signal', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    if (response.status !== 200 || !mayStill()) {
        return false;
    }
    const { rpId, userId, name, displayName, credentialIds } = await response.json();
    signal('signalAllAcceptedCredentials', { rpId, userId, allAcceptedCredentialIds: credentialIds });
    signal('signalCurrentUserDetails', { rpId, userId, name, displayName });
    return true;
}

async function signal(name, about) {
    try {
        await window.PublicKeyCredential?.[name]?.(about);
    } catch {
        // The browser refused the signal: its list stays unchanged for now.
    }
}
