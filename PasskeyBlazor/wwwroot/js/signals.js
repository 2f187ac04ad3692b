/**
 * The signals to password managers about the passkeys that they list (WebAuthn §5.1.10), where the browser supports them. Nothing
 * depends on them, so they fail silently. Ids are base64url, as in options: rp.id, user.id, and each credential's id.
 */

const Creation = 'passkey-creation';

/** No account here has this passkey: { rpId, credentialId }. */
export function signalUnknown(about) {
    signal('signalUnknownCredential', about);
}

/** No list is sent until this promise settles, in any tab: a passkey is created, and the list does not have it yet. */
export function holdLists(until) {
    navigator.locks?.request(Creation, { mode: 'shared' }, () => until);
}

/**
 * All passkeys and the current names of the signed-in person. Password managers forget each passkey that is not listed, so the server
 * is asked each time, and one request waits for the one before, in all tabs: the newest list is the last one.
 * @returns {Promise<boolean>} Whether the signals were sent. It does not wait for what the browser does with them.
 */
export async function signalAccount() {
    if (!window.PublicKeyCredential?.signalAllAcceptedCredentials || !navigator.locks) {
        return false;
    }
    try {
        return await navigator.locks.request('passkey-lists', () => navigator.locks.request(Creation, { ifAvailable: true }, free => free !== null && send()));
    } catch {
        return false;                       // offline, or the page is left: a later page tries again
    }
}

async function send() {
    const response = await fetch('/api/passkeys/signal', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    const { pending } = await navigator.locks.query();
    if (response.status !== 200 || pending.some(({ name }) => name === Creation)) {
        return false;                       // a creation has begun meanwhile
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
