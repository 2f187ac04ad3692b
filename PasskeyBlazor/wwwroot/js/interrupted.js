/** Stores what the person was doing before the reauthentication: in this tab only, and for as long as the reauthentication may
    take. */
const key = 'interrupted';
const lifetime = 10 * 60 * 1000;

export function remember(action) {
    sessionStorage.setItem(key, JSON.stringify({ ...action, until: Date.now() + lifetime }));
}

/** Returns it once, to the page that can continue it. */
export function resume() {
    const action = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);

    return Date.now() < action?.until ? action : null;
}
