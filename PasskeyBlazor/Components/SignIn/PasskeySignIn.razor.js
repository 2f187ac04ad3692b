// Sign in with a passkey. Imports nothing, so that the page waits for one small file only. It works from the form alone; when a
// circuit is up it also tells the component what happened, so that no page needs to be loaded to say it.

// Out of the browser's cache the script is here before a page that is slow to arrive. What is pressed meanwhile is posted as it is.
if (document.readyState === 'loading') {
    await new Promise(parsed => document.addEventListener('readystatechange', parsed, { once: true }));
}

const form = document.querySelector('form[data-passkey]');
const button = form.querySelector('[formaction]');

let component;                              // the island, once its circuit is up
let current = new AbortController();
let settled = Promise.resolve();            // a page may hold one ceremony at a time, and a browser ends one slowly
let renewedAt = performance.now();          // counts on while the computer sleeps in no browser, so dates are compared as well
let renewedOn = Date.now();
let renewal;
const canBeImmediate = immediateIsKnown();

// Only the browser knows it, and every page says its times by it. Not written again: that alone keeps Back from showing this page.
const zone = `passkeyblazor-time-zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
if (!document.cookie.split('; ').includes(zone)) {
    document.cookie = `${zone};path=/;max-age=31536000;samesite=lax`;
}

export function attach(island) {
    component = island;
}

document.addEventListener('submit', event => {
    if (event.target !== form || event.submitter !== button || form.elements.credential.value) {
        return;                             // a provider's button, or our own submit with the answer
    }
    event.preventDefault();
    if (!form.hasAttribute('data-busy')) {
        signIn();
    }
});

// Back from another page in the state it was left in: its challenge is old and its answer given.
addEventListener('pageshow', event => {
    if (event.persisted) {
        form.elements.credential.value = '';
        busy(false);
        renew().then(offer);
    }
});

/** The button: shows the browser's sheet. */
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

/** Autofill: lists passkeys in the e-mail field. To dismiss it is no failure, since nobody asked for anything. */
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

/** Whether the browser can list what it has itself, at once. That takes no list of ours, so it is for signing in only. */
async function immediateIsKnown() {
    const can = form.elements.email && await window.PublicKeyCredential?.getClientCapabilities?.().catch(() => null);
    return can?.immediateGet === true;
}

/** Asks for a credential and posts it with the state that belongs to it. */
async function ask(how, isSecondTry) {
    current.abort();
    await settled;
    const { signal } = current = new AbortController();
    const { options, state } = form.dataset; // read together: a renewal meanwhile changes nothing for this one
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
            return ask(how, true);          // the browser had not let go of the older request yet, though it was cancelled
        }
        // Gone before anybody could have closed it: the browser had nothing to show.
        const isEmpty = error.name === 'NotAllowedError' && performance.now() - asked < 1000;
        if (isEmpty && how.uiMode) {
            return ask({});                 // of its own; phones and security keys are asked by the usual sheet
        }
        throw isEmpty ? new DOMException('', 'NoPasskeyHere') : error;
    }

    busy(true);
    form.elements.state.value = state;
    form.elements.credential.value = await toJson(credential);
    form.requestSubmit(button);
}

/** As the credential prints itself; some password managers' do not, and only then is more script needed. */
async function toJson(credential) {
    try {
        return JSON.stringify(credential.toJSON());
    } catch {
        return (await import('../../js/webauthn.js')).toJson(credential);
    }
}

/** Fetches a fresh challenge. One that is being answered stays valid beside it. */
async function renew() {
    clearTimeout(renewal);
    try {
        const response = await fetch(form.dataset.renewedBy, { cache: 'no-store' });
        const { optionsJson, state } = await response.json();
        Object.assign(form.dataset, { options: optionsJson, state });
        renewedAt = performance.now();
        renewedOn = Date.now();
    } catch {
        // Offline, or too many tries: the old one stays, and the server says so if it is too late.
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

/** In place when a circuit answers within two seconds, else by loading the page with the reason. */
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
        await new Promise(() => { });       // nothing more happens on this page
    }
}

/** How often in a row a sheet ended without a passkey and without a reason, over the pages that said so. Then another way is offered. */
function failures() {
    return Number(sessionStorage.getItem('failures'));
}

function count(isOneMore) {
    sessionStorage.setItem('failures', isOneMore ? failures() + 1 : 0);
    const otherWay = form.querySelector('.other-way');
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

/** The address without what just happened, so that a reload does not say or do it again. */
function withoutEvents({ href }) {
    const url = new URL(href);
    ['failure', 'reference', 'begin'].forEach(name => url.searchParams.delete(name));
    return url;
}
