// Signs in with a passkey. It imports nothing, so that the page waits for one small file only. It works with the form alone. When a
// circuit is up, it also reports the result to the component, so that no page load is needed.

// A cached script can run before a slow page is complete. A press in the meantime posts the form as it is.
if (document.readyState === 'loading') {
    await new Promise(parsed => document.addEventListener('readystatechange', parsed, { once: true }));
}

const form = document.querySelector('form[data-passkey]');
const button = form.querySelector('[formaction]');

let component;                              // the island, once its circuit is up
let current = new AbortController();
let settled = Promise.resolve();            // a page may run one ceremony at a time, and a browser ends one slowly
let renewedAt = performance.now();          // in no browser does it count while the computer sleeps, so dates are compared too
let renewedOn = Date.now();
let renewal;
const canBeImmediate = immediateIsKnown();

// Only the browser knows the zone; pages display times in it. Not written twice: a second write alone keeps this page out of the
// back-forward cache.
const zone = `passkeyblazor-time-zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
if (!document.cookie.split('; ').includes(zone)) {
    document.cookie = `${zone};path=/;max-age=31536000;samesite=lax`;
}

export function attach(island) {
    component = island;
}

document.addEventListener('submit', event => {
    if (event.target !== form || event.submitter !== button || form.elements.credential.value) {
        return;                             // a provider's button, or this script's own submit with the answer
    }
    event.preventDefault();
    if (!form.hasAttribute('data-busy')) {
        signIn();
    }
});

// The page was restored from the back-forward cache: its challenge is old and already answered.
addEventListener('pageshow', event => {
    if (event.persisted) {
        form.elements.credential.value = '';
        busy(false);
        renew().then(offer);
    }
});

/** Handles the button: opens the browser's sheet. */
async function signIn() {
    busy(true);
    try {
        if (isLate()) {
            await renew();
        }
        await ask(await canBeImmediate && !failures() ? { uiMode: 'immediate' } : {});
    } catch (error) {
        busy(false);
        if (error.name !== 'AbortError') {
            await tell(error.name);
        }
        offer();
    }
}

/** Autofill: lists passkeys in the e-mail field. To dismiss the list is no failure, because the person did not request it. */
async function offer() {
    if (!form.elements.email || !await window.PublicKeyCredential?.isConditionalMediationAvailable?.()) {
        return;
    }
    try {
        await ask({ mediation: 'conditional' });
    } catch (error) {
        if (error.name === 'NotAllowedError') {
            form.elements.email.addEventListener('focus', offer, { once: true });
        }
    }
}

/** Whether the browser can list its own passkeys immediately. This takes no allowCredentials list, so it is for sign-in only. */
async function immediateIsKnown() {
    const can = form.elements.email && await window.PublicKeyCredential?.getClientCapabilities?.().catch(() => null);
    return can?.immediateGet === true;
}

/** Asks for a credential and posts it with its state. */
async function ask(how, isSecondTry) {
    current.abort();
    await settled;
    const { signal } = current = new AbortController();
    const { options, state } = form.dataset; // read together, so that a renewal meanwhile does not affect this ceremony
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
        throw new DOMException('', 'NotSupportedHere');
    }

    const asked = performance.now();
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options));
    const answer = navigator.credentials.get({ publicKey, signal, ...how });
    settled = answer.catch(() => { });
    let credential;
    try {
        credential = await answer;
    } catch (error) {
        if (error.name === 'OperationError' && !isSecondTry && !signal.aborted) {
            return ask(how, true);          // the older request was cancelled, but the browser had not released it yet
        }
        // The sheet closed faster than a person can close it: the browser had nothing to show.
        const isEmpty = error.name === 'NotAllowedError' && performance.now() - asked < 1000;
        if (isEmpty && how.uiMode) {
            return ask({});                 // it has none itself; the usual sheet also offers phones and security keys
        }
        throw isEmpty ? new DOMException('', 'NoPasskeyHere') : error;
    }

    busy(true);
    form.elements.state.value = state;
    form.elements.credential.value = await toJson(credential);
    form.requestSubmit(button);
}

/** Uses the credential's own toJSON(). For some password managers it fails, and only then is another script loaded. */
async function toJson(credential) {
    try {
        return JSON.stringify(credential.toJSON());
    } catch {
        return (await import('../../js/webauthn.js')).toJson(credential);
    }
}

/** Fetches a fresh challenge. A challenge that is being answered stays valid. */
async function renew() {
    clearTimeout(renewal);
    try {
        const response = await fetch(form.dataset.renewedBy, { cache: 'no-store' });
        const { optionsJson, state } = await response.json();
        Object.assign(form.dataset, { options: optionsJson, state });
        renewedAt = performance.now();
        renewedOn = Date.now();
    } catch {
        // Offline, or too many requests: the old challenge stays, and the server reports if it is too late.
    }
    scheduleRenewal();
}

function scheduleRenewal() {
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
    form.toggleAttribute('data-busy', isBusy);
    button.ariaDisabled = isBusy;           // not `disabled`, which would lose the focus
}

/** Shows the reason in place when a circuit answers within two seconds; otherwise loads the page with the reason. */
async function tell(error) {
    try {
        await Promise.race([
            component.invokeMethodAsync('Show', error),
            new Promise((_, reject) => setTimeout(reject, 2000)),
        ]);
        count(error === 'NotAllowedError' || error === 'NoPasskeyHere');
    } catch {
        const query = new URLSearchParams({ failure: error, returnUrl: form.dataset.returnUrl });
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

count(form.hasAttribute('data-failed'));
if (form.dataset.unknown) {
    const { rpId } = JSON.parse(form.dataset.options);
    import('../../js/signals.js').then(signals => signals.signalUnknown({ rpId, credentialId: form.dataset.unknown }), () => { });
}
history.replaceState(null, '', withoutEvents(location));
form.setAttribute('data-ready', '');
scheduleRenewal();
if (form.hasAttribute('data-begin')) {
    signIn();
} else {
    offer();
}

/** The address without the parameters of the last event, so that a reload does not repeat it. */
function withoutEvents({ href }) {
    const url = new URL(href);
    ['failure', 'reference', 'begin'].forEach(name => url.searchParams.delete(name));
    return url;
}
