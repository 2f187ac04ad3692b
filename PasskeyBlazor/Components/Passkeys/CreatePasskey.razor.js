// Creates a passkey without a circuit, and posts the answer.
import { isAnother } from '../../js/person.js';
import { holdLists, signalUnknown } from '../../js/signals.js';
import { answer } from '../../js/webauthn.js';

if (document.readyState === 'loading') {
    await new Promise(parsed => document.addEventListener('readystatechange', parsed, { once: true }));
}

const { unknown, rpId } = document.querySelector('main').dataset;
const form = document.querySelector('form[data-create]');
const button = form?.querySelector('[data-press]');
const begunAt = Date.now();                 // of the options in the page
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
        create();                           // the press itself opens the sheet: some browsers refuse it later
    }
});

// The page was restored from the back-forward cache: its options may be used already.
addEventListener('pageshow', event => event.persisted && location.reload());

async function create() {
    if (Date.now() - begunAt > form.dataset.lifetime * 0.9) {
        location.reload();                  // for new options; it asks for a confirmation, if that is needed by now
        return;
    }
    request = new AbortController();
    const { signal: aborted } = request;
    const { options, state } = form.dataset;
    form.setAttribute('data-busy', '');
    raise('started');
    button.ariaDisabled = true;             // not `disabled`, which would lose the focus
    const isOutdated = isAnother().catch(() => false); // asked meanwhile: the press itself must open the sheet
    isOutdated.then(is => is && request.abort());
    let release;
    holdLists(new Promise(resolve => release = resolve)); // after the post until the next page is there
    const { credential, error } = await Promise.race([make(options, aborted), late(options)]);
    if (await isOutdated) {
        if (credential) {                   // created before the answer came, and never sent
            signalUnknown({ rpId: JSON.parse(options).rp.id, credentialId: JSON.parse(credential).id });
        }
        location.reload();
        return;
    }
    if (aborted.aborted) {
        release();
        return;
    }
    if (!credential) {
        const url = new URL(location);
        url.searchParams.set('failure', error);
        location.replace(url);
        return;
    }
    // The submit event of the press may still be running, and a browser ignores another submit in it.
    await new Promise(resolve => setTimeout(resolve));
    form.elements.state.value = state;
    form.elements.credential.value = credential;
    isPosting = true;
    form.requestSubmit(button);
    raise('completed');
    isPosting = false;                      // the page stays busy: a second press changes nothing
}

async function make(options, signal) {
    if (typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON !== 'function') {
        return { error: 'NotSupportedHere' };
    }
    const ask = () => answer(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options)), signal }));
    const made = await ask();
    return made.error === 'OperationError' ? ask() : made; // an older request was cancelled, but the browser had not released it yet
}

/** Tells the page what happens, as the panel does. A reason comes with the page that says it. */
function raise(event, detail) {
    form.dispatchEvent(new CustomEvent(`passkey-${event}`, { bubbles: true, detail }));
}

/** The browser's own limit comes first, unless its promise never settles. */
function late(options) {
    return new Promise(resolve => setTimeout(() => resolve({ error: 'ChallengeExpired' }), JSON.parse(options).timeout + 5_000));
}

if (form?.dataset.failure) {
    raise('failed', { reason: form.dataset.failure });
}
if (button) {
    form.setAttribute('data-ready', '');
    const url = new URL(location);
    url.searchParams.delete('failure');     // a reload does not repeat it
    history.replaceState(null, '', url);
}
if (unknown) {
    signalUnknown({ rpId, credentialId: unknown });
}
