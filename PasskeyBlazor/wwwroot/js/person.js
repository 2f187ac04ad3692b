/**
 * Whether no person, or another one, is signed in now, and not the person of this page. False where the document does not name its person.
 * Throws where the server does not answer.
 */
export async function isAnother() {
    const { user: own } = document.body.dataset;
    if (own === undefined) {
        return false;
    }
    const response = await fetch('/api/session', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    const isKnown = response.ok || response.status === 401;
    const user = response.ok ? (await response.json()).userId : null;

    return isKnown && user !== own;
}
