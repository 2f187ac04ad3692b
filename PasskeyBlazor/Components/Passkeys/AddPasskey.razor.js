import '../../js/menu.js';
import '../../js/retype.js';
import { signalUnknown } from '../../js/signals.js';
import { answer } from '../../js/webauthn.js';

export { remember, resume } from '../../js/interrupted.js';

/** The limit for an interop answer, in characters. A much longer one would end the circuit; no passkey's answer is that long. */
const longest = 24_000;

let current = new AbortController();
let asked;                                  // the options of the latest request
let made;                                   // and its answer, or the promise of it

/** The capabilities of this browser. Uses the new call first, and individual calls for what is missing. */
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

/** Asks the authenticator for a new passkey. The same options always give the same answer, also on repeated calls. */
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
        ended = await ask();                // the older request was cancelled, but the browser had not released it yet
    }

    return ended.credential?.length > longest ? { error: 'TooLarge' } : ended;
}

export function cancel() {
    current.abort();
}

/** If the focused element disappears, the next action gets the focus, so that keyboard use continues from here. */
export function keepFocus(panel) {
    if (document.activeElement === document.body) {
        (panel.querySelector('.actions :is(button:not([aria-disabled]), a)') ?? document.querySelector('.split button'))?.focus();
    }
}

/** Reports to the password manager that a passkey was not saved here, where the browser supports it (WebAuthn §5.1.10). */
export async function forget(optionsJson, credentialJson) {
    const { rp } = JSON.parse(optionsJson);
    const { id } = JSON.parse(credentialJson);
    await signalUnknown({ rpId: rp.id, credentialId: id });
}
