import { answer } from '../../js/webauthn.js';

export { remember, resume } from '../../js/interrupted.js';

/** An interop answer much longer than this would end the circuit; no passkey's is. In characters. */
const longest = 24_000;

let current = new AbortController();

/** What this browser can do, asked the new way first and piece by piece where that is missing. */
export async function capabilities() {
    const webAuthn = window.PublicKeyCredential;
    const can = await webAuthn?.getClientCapabilities?.().catch(() => null);

    return {
        isSecureContext,
        hasWebAuthn: typeof webAuthn?.parseCreationOptionsFromJSON === 'function',
        hasPlatformAuthenticator: can?.userVerifyingPlatformAuthenticator
            ?? await webAuthn?.isUserVerifyingPlatformAuthenticatorAvailable?.() ?? false,
        canUsePhone: can?.hybridTransport ?? null,
    };
}

/** Asks the authenticator for a new passkey. */
export async function create(optionsJson) {
    current.abort();
    const { signal } = current = new AbortController();
    const made = await answer(() => navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(optionsJson)),
        signal,
    }));

    return made.credential?.length > longest ? { error: 'TooLarge' } : made;
}

export function cancel() {
    current.abort();
}

/** Tells the password manager that a passkey was not kept here, where the browser can (WebAuthn §5.1.10). */
export async function forget(optionsJson, credentialJson) {
    const { rp } = JSON.parse(optionsJson);
    const { id } = JSON.parse(credentialJson);
    await window.PublicKeyCredential?.signalUnknownCredential?.({ rpId: rp.id, credentialId: id }).catch(() => { });
}
