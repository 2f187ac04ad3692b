/** What the browser answers to a WebAuthn call. Password managers replace these calls, and not each one follows the specification. */

/** Answers with the result of a call: the credential as JSON, or the name of the error. Null is a cancellation. */
export async function answer(call) {
    try {
        const credential = await call();
        return credential ? { credential: toJson(credential) } : { error: 'NotAllowedError' };
    } catch (error) {
        return { error: nameOf(error) };
    }
}

/** The name of an error. A password manager may throw anything, also a text or null. */
export function nameOf(error) {
    return String(read(() => String(error.name))).slice(0, 50);
}

/** The answer to a question about the browser; nothing if it fails or takes longer than a second. */
export async function soon(ask) {
    try {
        return await Promise.race([ask(), new Promise(resolve => setTimeout(resolve, 1000))]);
    } catch {
        return undefined;
    }
}

/**
 * The credential as JSON (WebAuthn §5.1), with the members that the server reads. Reads each one by its name, because it may be
 * inherited or a getter: from toJSON() and, where that has no such text, from the credential itself.
 */
export function toJson(credential) {
    const json = read(() => credential.toJSON());
    const first = (ask, fits = Boolean) => [json, credential].map(from => read(() => ask(from))).find(fits);
    const member = name => first(from => base64url(from[name]));
    const answers = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
    const rk = first(from => (from.clientExtensionResults ?? from.getClientExtensionResults()).credProps.rk, value => typeof value === 'boolean');

    return JSON.stringify({
        id: member('id') ?? member('rawId'),
        rawId: member('rawId'),
        type: member('type'),
        authenticatorAttachment: member('authenticatorAttachment'),
        clientExtensionResults: rk === undefined ? {} : { credProps: { rk } },
        response: {
            ...Object.fromEntries(answers.map(name => [name, first(from => base64url(from.response[name]))])),
            transports: (first(from => from.response.transports ?? from.response.getTransports(), Array.isArray) ?? []).filter(name => typeof name === 'string'),
        },
    });
}

/** What can be read; nothing where that throws. */
function read(ask) {
    try {
        return ask();
    } catch {
        return undefined;
    }
}

/** A text stays as it is. A buffer may be a view, or of another window. */
function base64url(value) {
    if (typeof value !== 'object') {
        return typeof value === 'string' ? value : undefined;
    }
    const bytes = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
    return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
