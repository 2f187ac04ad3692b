import '../../js/menu.js';
import '../../js/retype.js';
import { signalUnknown } from '../../js/signals.js';
import { answer } from '../../js/webauthn.js';

export { remember, resume } from '../../js/interrupted.js';

/** An interop answer much longer than this would end the circuit; no passkey's is. In characters. */
const longest = 24_000;

let current = new AbortController();
let asked;                                  // the options of the latest request
let made;                                   // and what came, or is to come, of it

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

/** Asks the authenticator for a new passkey. To the same options there is one answer, however often it is asked for. */
export function create(optionsJson) {
    if (optionsJson !== asked) {
        asked = optionsJson;
        made = make(optionsJson);
    }
    return made;
}

async function make(optionsJson) {
    current.abort();
    const { signal } = current = new AbortController();
    const ask = () => answer(() => navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(optionsJson)),
        signal,
    }));

    let ended = await ask();
    if (ended.error === 'OperationError') {
        ended = await ask();                // the browser had not let go of the older request yet, though it was cancelled
    }

    return ended.credential?.length > longest ? { error: 'TooLarge' } : ended;
}

export function cancel() {
    current.abort();
}

/** Where what had the focus is gone, the next thing to do gets it, so that a keyboard goes on from here. */
export function keepFocus(panel) {
    if (document.activeElement === document.body) {
        (panel.querySelector('.actions :is(button:not([aria-disabled]), a)') ?? document.querySelector('.split button'))?.focus();
    }
}

/** Tells the password manager that a passkey was not kept here, where the browser can (WebAuthn §5.1.10). */
export async function forget(optionsJson, credentialJson) {
    const { rp } = JSON.parse(optionsJson);
    const { id } = JSON.parse(credentialJson);
    await signalUnknown({ rpId: rp.id, credentialId: id });
}
