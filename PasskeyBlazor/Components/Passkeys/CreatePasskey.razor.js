// Creates a passkey without a circuit, and posts the answer.
import { signalAccepted, signalUnknown, signalUser } from '../../js/signals.js';
import { answer } from '../../js/webauthn.js';

if (document.readyState === 'loading') {
    await new Promise(parsed => document.addEventListener('readystatechange', parsed, { once: true }));
}

const { signal, unknown } = document.querySelector('main').dataset;
const form = document.querySelector('form[data-create]');
const button = form?.querySelector('[data-press]');
let begunAt = Date.now();                   // of the options in the page
let request;                                // the open request to the browser
let isPosting = false;

form?.addEventListener('submit', event => {
    if (isPosting) {
        return;                             // this script's own submit with the answer
    }
    if (event.submitter !== button) {
        request?.abort();                   // "Not now": a late answer must not lead elsewhere
        return;
    }
    event.preventDefault();
    if (!form.hasAttribute('data-busy')) {
        create();
    }
});

// The page was restored from the back-forward cache: its options may be used already.
addEventListener('pageshow', event => event.persisted && location.reload());

/** The press itself opens the sheet: some browsers refuse it later. */
async function create() {
    if (isLate()) {
        location.reload();                  // it asks for a confirmation, if that is needed by now
        return;
    }
    request = new AbortController();
    const { signal: aborted } = request;
    const { options, state } = form.dataset;
    busy(true);
    const { credential, error } = typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function'
        ? await answer(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options)), signal: aborted }))
        : { error: 'NotSupportedHere' };
    if (aborted.aborted) {
        return;
    }
    if (!credential) {
        const url = new URL(location);
        url.searchParams.set('failure', error);
        location.replace(url);
        return;
    }
    form.elements.state.value = state;
    form.elements.credential.value = credential;
    isPosting = true;
    form.requestSubmit(button);
}

function isLate() {
    return Date.now() - begunAt > form.dataset.lifetime * 0.9;
}

/** New options before the old ones are too late. If the server refuses them, a late press loads the page again. */
async function renew() {
    try {
        const response = await fetch('session/passkeys/options', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
        if (response.ok && !form.hasAttribute('data-busy')) {
            const { optionsJson, state } = await response.json();
            Object.assign(form.dataset, { options: optionsJson, state });
            begunAt = Date.now();
        }
    } catch {
        // Offline: the old options stay until they are too late.
    }
}

function busy(isBusy) {
    form.toggleAttribute('data-busy', isBusy);
    button.ariaDisabled = isBusy;           // not `disabled`, which would lose the focus
}

if (button) {
    setInterval(renew, form.dataset.lifetime * 0.8);
    form.setAttribute('data-ready', '');
    const url = new URL(location);
    url.searchParams.delete('failure');     // a reload does not repeat it
    history.replaceState(null, '', url);
}
if (signal) {
    const { rpId, userId, name, displayName, credentialIds } = JSON.parse(signal);
    signalAccepted({ rpId, userId, allAcceptedCredentialIds: credentialIds });
    signalUser({ rpId, userId, name, displayName });
}
if (unknown && form?.dataset.options) {
    signalUnknown({ rpId: JSON.parse(form.dataset.options).rp.id, credentialId: unknown });
}
