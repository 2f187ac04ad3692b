import '../../js/menu.js';
import { holdLists, signalAccount as signalList, signalUnknown } from '../../js/signals.js';
import { answer, nameOf, soon } from '../../js/webauthn.js';

export { remember, resume } from '../../js/interrupted.js';

/** The limit for an interop answer, in characters. A much longer one would end the circuit; no passkey's answer is that long. */
const maxLength = 24_000;

/** The longest time from an answer until the server has saved or refused it, in milliseconds. A lost connection is back by then, or never. */
const savedWithin = 180_000;

let prepared = {};                          // creation options for the next press, by place
let isPressed = false;                      // a press has used them, and the circuit has not asked for the answer yet
let isByPress = false;                      // there was a press on this page; otherwise the circuit continues an earlier action
let latest;                                 // the latest request to the browser

/** The capabilities of this browser. Uses the new call first, and individual calls for what is missing. */
export async function capabilities() {
    const can = await soon(() => PublicKeyCredential.getClientCapabilities());
    const isPlatform = can?.userVerifyingPlatformAuthenticator
        ?? await soon(() => PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable());

    return {
        isSecureContext,
        hasWebAuthn: typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function',
        hasPlatformAuthenticator: isPlatform === true,
        canUsePhone: typeof can?.hybridTransport === 'boolean' ? can.hybridTransport : null,
    };
}

/** Keeps options for the next press. Returns false if a press has used the earlier ones, and these are not kept. */
export function prepare(options) {
    if (!isPressed) {
        prepared = options;
    }
    return !isPressed;
}

// Some browsers open their sheet only in the press itself. The circuit gets the same press, unless its connection is lost, and then
// asks for the answer.
document.addEventListener('click', ({ target }) => {
    if (target.closest('[data-cancel]')) {
        cancel();
    }
    const place = target.closest('[data-create]:not([aria-disabled=true])')?.dataset.create;
    isByPress ||= place !== undefined;
    if (place !== undefined && isPressed && latest?.isWithout) {
        latest = undefined;                 // the circuit did not get the press before, and this one is a new request
    }
    if (prepared[place] && !document.querySelector('.bar[class*="reconnect-"]:not(.components-reconnect-hide)')) {
        begin(prepared[place]);
        isPressed = true;
        prepared = {};
    }
});

/** Asks the authenticator for a new passkey. The same options always give the same answer, also on repeated calls. */
export async function create(optionsJson) {
    isPressed = false;
    const request = begin(optionsJson);
    return request.ended;
}

/** After the passkey was saved. */
export function signalAccount() {
    latest?.settle();
    raise('completed');
    return signalList();
}

/** Loads another page. */
export function leave(address) {
    location.assign(address);
}

export function cancel() {
    latest?.abort();
}

/** The component is gone: its ceremony ends, and no press begins another one. */
export function end() {
    cancel();
    prepared = {};
}

/** The ceremony ended without a passkey. */
export function raiseFailed(reason) {
    raise('failed', { reason });
}

/** Tells the page what happens, for example to measure it: passkey-started, passkey-failed with the reason, passkey-completed. */
function raise(event, detail) {
    (document.querySelector('[data-add]') ?? document).dispatchEvent(new CustomEvent(`passkey-${event}`, { bubbles: true, detail }));
}

function begin(optionsJson) {
    if (latest?.optionsJson !== optionsJson) {
        latest?.abort();
        latest = new CreationRequest(optionsJson);
    }
    return latest;
}

/** A request to the browser. It ends when it is aborted, whether or not the browser answers. */
class CreationRequest {
    constructor(optionsJson) {
        this.optionsJson = optionsJson;
        raise('started');
        holdLists(new Promise(resolve => this.settle = resolve));
        const controller = new AbortController();
        const { signal } = controller;
        this.abort = reason => controller.abort(reason);
        const made = make(optionsJson, signal);
        made.then(({ credential }) => (this.isWithout = !credential) ? this.settle() : setTimeout(this.settle, savedWithin));
        this.ended = new Promise(resolve => {
            made.then(resolve);
            signal.addEventListener('abort', () => {
                isPressed &&= latest !== this;
                const cancelled = { error: nameOf(signal.reason) };
                resolve(cancelled);         // an answer that comes later changes nothing,
                this.ended = Promise.resolve(cancelled); // and neither does one that the circuit has not asked for yet
            });
        });
        // The browser's own limit comes first, unless its promise never settles.
        setTimeout(() => this.abort(new DOMException('', 'ChallengeExpired')), JSON.parse(optionsJson).timeout + 5_000);
    }
}

async function make(optionsJson, signal) {
    const isPress = isByPress && navigator.userActivation?.isActive !== false;
    const asked = performance.now();
    const ask = () => answer(() => navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(optionsJson)),
        signal,
    }));

    let made = await ask();
    if (made.error === 'OperationError' && !signal.aborted) {
        made = await ask();                 // the older request was cancelled, but the browser had not released it yet
    }

    if (made.credential?.length > maxLength) {
        return { error: 'TooLarge' };
    }
    const isRefusedAtOnce = made.error === 'NotAllowedError' && performance.now() - asked < 1000;
    return isRefusedAtOnce && !isPress ? { error: 'PressNeeded' } : made;
}

/** The server remembers that the passkey is in this browser. That is not important enough to wait long, or to fail. */
export async function keepHere(id) {
    try {
        await fetch(`session/passkeys/here?id=${id}`, { cache: 'no-store', signal: AbortSignal.timeout(2000) });
    } catch {
        // The next sign-in with the passkey is remembered.
    }
}

/** If the focused element disappears, the next action gets the focus, so that keyboard use continues from here. */
export function keepFocus(panel) {
    if (document.activeElement === document.body) {
        (panel.querySelector('.actions :is(button:not([aria-disabled]), a)') ?? document.querySelector('.split button'))?.focus();
    }
}

/** Reports to the password manager that no account here has this passkey, where the browser supports it (WebAuthn §5.1.10). */
export function forget(optionsJson, credentialJson) {
    const { rp } = JSON.parse(optionsJson);
    const { id } = JSON.parse(credentialJson);
    signalUnknown({ rpId: rp.id, credentialId: id }); // not awaited: it may never end
}
