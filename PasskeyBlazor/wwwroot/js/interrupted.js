/** What somebody was doing when they were asked to confirm who they are: kept in this tab alone, and for as long as that may take. */
const key = 'interrupted';
const lifetime = 10 * 60 * 1000;

export function remember(action) {
    sessionStorage.setItem(key, JSON.stringify({ ...action, until: Date.now() + lifetime }));
}

/** Gives it back once, to whoever can go on with it. */
export function resume(kinds) {
    const action = JSON.parse(sessionStorage.getItem(key));
    if (!kinds.includes(action?.kind)) {
        return null;
    }
    sessionStorage.removeItem(key);

    return Date.now() < action.until ? action : null;
}
