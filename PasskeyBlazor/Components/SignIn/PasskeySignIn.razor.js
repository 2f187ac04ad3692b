// Signs in with a passkey. It imports nothing, so that the page waits for one small file only, and it needs no circuit.

// Nothing that a person sees may move, so the form is not visible until it is known whether this browser has passkeys. It stays where the
// script comes too late.
document.documentElement.toggleAttribute('data-asking', performance.getEntriesByType('paint').length === 0);

// A cached script can run before a slow page is complete. A press in the meantime posts the form as it is.
if (document.readyState === 'loading') {
    await new Promise(parsed => document.addEventListener('readystatechange', parsed, { once: true }));
}

const form = document.querySelector('form[data-passkey]');
const button = form.querySelector('[formaction]');
const email = form.querySelector('#email');  // on the sign-in page only
const cancel = form.querySelector('[data-cancel]');

let current = new AbortController();        // of the latest ceremony: an earlier one changes nothing more
let settled;                                // its promise: a page may run one ceremony at a time, and a browser ends one slowly
let isPosting = false;
let renewedAt = performance.now();          // in no browser does it count while the computer sleeps, so dates are compared too
let renewedOn = Date.now();
let renewal;
// Whether the browser can list its own passkeys immediately. This takes no allowCredentials list, so it is for sign-in only.
const canBeImmediate = soon(async () => email && (await PublicKeyCredential.getClientCapabilities()).immediateGet === true);

// Whether this device can create a passkey: after a sign-in without one, the app then offers it.
const canCreate = soon(async () => typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'
    && await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable());
canCreate.then(tellCanCreate);

// Only the browser knows the zone; pages display times in it. Not written twice: a second write alone keeps this page out of the
// back-forward cache.
const zone = `passkeyblazor-time-zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
if (!document.cookie.split('; ').includes(zone)) {
    document.cookie = `${zone};path=/;max-age=31536000;samesite=lax`;
}

document.addEventListener('submit', event => {
    if (event.target !== form || isPosting) {
        return;                             // this script's own submit with the answer
    }
    if (event.submitter?.name === 'provider') {
        next();                             // a provider's button: a late answer must not lead elsewhere
        email?.addEventListener('focus', offer, { once: true }); // if the person stays
        return;
    }
    event.preventDefault();
    if (!form.hasAttribute('data-busy')) {
        // Any other submit begins in the e-mail field: by Enter, or by a password manager.
        signIn(email && event.submitter !== button);
    }
});

// The form left the page: its ceremony ends with it.
new MutationObserver((_, observer) => {
    if (!form.isConnected) {
        observer.disconnect();
        clearTimeout(renewal);
        next();
    }
}).observe(document, { childList: true, subtree: true });

cancel.addEventListener('click', () => {
    if (form.elements.credential.value) {
        stop();                             // the answer is being sent
    }
    reset();
    raise('failed', { reason: 'Cancelled' });
    button.focus();
});

// The page was restored from the back-forward cache: its challenge is old and already answered.
addEventListener('pageshow', event => event.persisted && reset());

function reset() {
    next();
    form.elements.credential.value = '';
    busy(false);
    canCreate.then(tellCanCreate);
    renew().then(offer);
}

/** Ends the ceremony before, whether or not the browser ends it, and begins another one. */
function next() {
    current.abort();
    current = new AbortController();
    return current.signal;
}

/** Handles the button, and Enter in the e-mail field: opens the browser's sheet. */
async function signIn(isByEmail) {
    const signal = next();
    let isPress = navigator.userActivation?.isActive !== false;
    busy(true);
    raise('started');
    try {
        if (isLate()) {
            await renew();
            isPress &&= navigator.userActivation?.isActive !== false;
        }
        await ask(signal, await canBeImmediate && !failures() ? { uiMode: 'immediate' } : {});
    } catch (error) {
        if (signal.aborted) {
            return;
        }
        const name = nameOf(error);
        const isUnpressed = name === 'NoPasskeyHere' && !isPress;
        const isNone = ['NotAllowedError', 'NoPasskeyHere', 'NotSupportedHere'].includes(name);
        busy(false);
        if (isUnpressed) {
            button.focus();                 // the browser opens its sheet only after a press
        }
        if (isByEmail && isNone && !isUnpressed) {
            await tell('NoPasskeyForAddress', signal); // what the field is for, and where to go
        } else if (name !== 'AbortError' && !isUnpressed) {
            await tell(name, signal);
        }
        if (!signal.aborted) {
            offer();
        }
    }
}

/** Autofill: lists passkeys in the e-mail field. To dismiss the list is no failure, because the person did not request it. */
async function offer() {
    const can = email && await soon(() => PublicKeyCredential.isConditionalMediationAvailable());
    if (!can || form.hasAttribute('data-busy')) {
        return;
    }
    const signal = next();
    try {
        await ask(signal, { mediation: 'conditional' });
    } catch {
        if (!signal.aborted) {
            busy(false);
            email.addEventListener('focus', offer, { once: true });
        }
    }
}

/** The answer to a question about the browser; nothing if it fails or takes longer than a second. */
async function soon(ask) {
    try {
        return await Promise.race([ask(), new Promise(resolve => setTimeout(resolve, 1000))]);
    } catch {
        return undefined;
    }
}

/** Asks for a credential and posts it with its state. */
async function ask(signal, how, isSecondTry) {
    await soon(() => settled);
    signal.throwIfAborted();
    const { options, state } = form.dataset; // read together, so that a renewal meanwhile does not affect this ceremony
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
        throw new DOMException('', 'NotSupportedHere');
    }

    const asked = performance.now();
    let credential;
    try {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options));
        settled = navigator.credentials.get({ publicKey, signal, ...how });
        credential = await settled;
    } catch (error) {
        signal.throwIfAborted();
        const name = nameOf(error);
        if (name === 'OperationError' && !isSecondTry) {
            return ask(signal, how, true);  // the older request was cancelled, but the browser had not released it yet
        }
        // The sheet closed faster than a person can close it: the browser had nothing to show.
        const isEmpty = name === 'NotAllowedError' && performance.now() - asked < 1000;
        if (isEmpty && how.uiMode) {
            return ask(signal, {});         // it has none itself; the usual sheet also offers phones and security keys
        }
        throw isEmpty ? new DOMException('', 'NoPasskeyHere') : error;
    }
    if (!credential) {
        throw new DOMException('', 'NotAllowedError'); // it was cancelled
    }

    signal.throwIfAborted();
    busy(true);
    if (how.mediation) {
        raise('started');                   // by a choice in the e-mail field
    }
    const answer = await toJson(credential);
    // The submit event of the press may still be running, and a browser ignores another submit in it.
    await new Promise(resolve => setTimeout(resolve));
    signal.throwIfAborted();
    form.elements.state.value = state;
    form.elements.credential.value = answer;
    if (credential.authenticatorAttachment !== 'cross-platform') {
        tellCanCreate(false);               // this device has a passkey already
    }
    isPosting = true;
    form.requestSubmit(button);
    isPosting = false;
    raise('completed');
}

/** Tells the page what happens, for example to measure it: passkey-started, passkey-failed with the reason, passkey-completed. */
function raise(event, detail) {
    form.dispatchEvent(new CustomEvent(`passkey-${event}`, { bubbles: true, detail }));
}

function tellCanCreate(can) {
    if (form.elements.canCreate) {
        form.elements.canCreate.value = can === true;
    }
}

/** A password manager may throw anything, also a text or null. */
function nameOf(error) {
    try {
        return String(error.name).slice(0, 50);
    } catch {
        return 'unknown';
    }
}

/** The members that the server reads. Only if toJSON() does not give each of them, another script is loaded. */
async function toJson(credential) {
    try {
        const members = ['id', 'rawId', 'type', 'clientDataJSON', 'authenticatorData', 'signature', 'userHandle'];
        const json = JSON.stringify(credential.toJSON(), ['response', 'authenticatorAttachment', ...members]); // also reads inherited ones
        const { response, ...own } = JSON.parse(json);
        if (members.every(name => typeof (own[name] ?? response[name]) === 'string' || (name === 'userHandle' && !email))) {
            return json;
        }
    } catch {
        // The other script reads the credential itself.
    }
    return (await import('../../js/webauthn.js')).toJson(credential);
}

/** Fetches a fresh challenge. A challenge that is being answered stays valid. */
async function renew() {
    try {
        const response = await fetch(form.dataset.renewedBy, { cache: 'no-store', signal: AbortSignal.timeout(5000) });
        if (!response.ok) {
            throw new Error(response.statusText);
        }
        const { optionsJson, state } = await response.json();
        Object.assign(form.dataset, { options: optionsJson, state });
        renewedAt = performance.now();
        renewedOn = Date.now();
    } catch {
        // Offline, signed out, or too many requests: the old challenge stays, and the server reports if it is too late.
    }
    scheduleRenewal();
}

function scheduleRenewal() {
    clearTimeout(renewal);
    renewal = setTimeout(async () => {
        await renew();
        if (!form.hasAttribute('data-busy')) {
            offer();
        }
    }, form.dataset.lifetime * 0.8);
}

function isLate() {
    return Math.max(performance.now() - renewedAt, Date.now() - renewedOn) > form.dataset.lifetime * 0.9;
}

function busy(isBusy) {
    if (!isBusy && document.activeElement === cancel) {
        button.focus();
    }
    form.toggleAttribute('data-busy', isBusy);
    button.ariaDisabled = isBusy;           // not `disabled`, which would lose the focus
}

/** Shows the reason in place; if the server does not answer within two seconds, loads the page with the reason. */
async function tell(error, signal) {
    const query = new URLSearchParams({ failure: error });
    try {
        const response = await fetch(`${form.dataset.page}/failure?${query}`, {
            redirect: 'error',              // the session of a reauthentication has ended: the page itself leads to the sign-in
            signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]),
        });
        if (!response.ok) {
            throw new Error(response.statusText);
        }
        const message = form.querySelector('[data-message]');
        message.innerHTML = await response.text();
        raise('failed', { reason: message.querySelector('[data-failure]')?.dataset.failure });
        count(error === 'NotAllowedError' || error === 'NoPasskeyHere');
    } catch {
        if (signal.aborted) {
            return;                         // the person has gone on meanwhile
        }
        raise('failed', { reason: error }); // by the browser's name
        query.set('returnUrl', form.dataset.returnUrl);
        if (form.elements.reason) {
            query.set('reason', form.elements.reason.value);
        }
        location.assign(`${form.dataset.page}?${query}`);
        await new Promise(() => { });       // this page does nothing more
    }
}

/** How many times in a row a sheet ended without a passkey and without a reason, across page loads. Then the page offers another
    sign-in method. */
function failures() {
    return Number(sessionStorage.getItem('failures'));
}

function count(isOneMore) {
    sessionStorage.setItem('failures', isOneMore ? failures() + 1 : 0);
    const otherWay = form.querySelector('.other-method');
    if (otherWay) {
        otherWay.hidden = failures() < 2;
        form.toggleAttribute('data-again', !otherWay.hidden);
    }
}

/** Whether the browser neither lists passkeys in the e-mail field nor keeps any on this device. */
async function hasNoneOwn() {
    const can = await soon(() => PublicKeyCredential.getClientCapabilities());
    const lacks = async (name, call) => can?.[name] === false || await PublicKeyCredential[call]() === false;
    return await lacks('conditionalGet', 'isConditionalMediationAvailable')
        && await lacks('userVerifyingPlatformAuthenticator', 'isUserVerifyingPlatformAuthenticatorAvailable');
}

/** Where the browser has no passkeys, says so before a press and puts the providers first. */
async function checkPasskeys() {
    const without = !window.PublicKeyCredential?.parseRequestOptionsFromJSON ? 'webauthn' : await soon(hasNoneOwn) && 'own';
    const [message, or, providers, passkeys] = ['[data-message]', '.or', '[data-providers]', '[data-passkeys]'].map(part => form.querySelector(part));
    const said = without && form.querySelector(`[data-without=${without}]`);
    if (said && !message.querySelector('.icon')) { // the reason of a failure stays
        message.replaceChildren(said.content);
    }
    if (said) {
        button.classList.remove('primary');
        passkeys.before(providers, or);     // a focus in the field stays
    }
}

count(form.hasAttribute('data-failed'));
if (form.dataset.unknown) {
    const { rpId } = JSON.parse(form.dataset.options);
    import('../../js/signals.js').then(signals => signals.signalUnknown({ rpId, credentialId: form.dataset.unknown }), () => { });
}
history.replaceState(null, '', withoutEvents(location));
form.setAttribute('data-ready', '');
scheduleRenewal();
if (email) {
    await checkPasskeys();
}
document.documentElement.removeAttribute('data-asking');
if (form.hasAttribute('data-begin')) {
    signIn(form.dataset.begin === 'email');
} else {
    offer();
}

/** The address without the parameters of the last event, so that a reload does not repeat it. */
function withoutEvents({ href }) {
    const url = new URL(href);
    ['failure', 'reference', 'begin'].forEach(name => url.searchParams.delete(name));
    return url;
}
