// A page that is shown again asks once who is signed in. If that is not the user of the page, the page loads itself again.
let isAsking = false;                       // a page that the browser kept has both events

addEventListener('pageshow', ({ persisted }) => persisted && ask());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && ask());
tellPasswordManagers();

async function ask() {
    if (isAsking) {
        return;
    }
    isAsking = true;
    try {
        const { isAnother } = await import('./person.js');
        if (await isAnother() && !isInUse()) {
            location.reload();
        }
    } catch {
        // Offline: the server checks the session at each change.
    }
    isAsking = false;
}

/** On the page of the passkeys, which each change loads again, and else once after each sign-in and each change of the person's name. */
async function tellPasswordManagers() {
    const { account } = document.body.dataset;
    try {
        const isDue = document.querySelector('[data-signal]') || localStorage.getItem('signalled') !== account;
        if (!isDue || !window.PublicKeyCredential?.signalAllAcceptedCredentials) {
            return;
        }
        const { signalAccount } = await import('./signals.js');
        if (await signalAccount()) {
            localStorage.setItem('signalled', account);
        }
    } catch {
        // The browser keeps no data for this site: the page of the passkeys sends the signals.
    }
}

/** A window of the browser is open, or a text is half typed. The server refuses what is too late, and says so. */
function isInUse() {
    return document.querySelector('[data-busy], [data-state="Working"]') !== null
        || [...document.querySelectorAll('input, textarea')].some(field => field.value !== field.defaultValue);
}
