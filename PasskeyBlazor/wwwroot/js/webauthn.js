/** Answers with the result of a WebAuthn call: the credential as JSON, or the name of the error. */
export async function answer(call) {
    try {
        return { credential: toJson(await call()) };
    } catch (error) {
        return { error: error.name };
    }
}

/** The credential from its own toJSON() (WebAuthn §5.1); for some password managers toJSON() is missing or fails. */
export function toJson(credential) {
    try {
        return JSON.stringify(credential.toJSON());
    } catch {
        const { id, type, rawId, response, authenticatorAttachment } = credential;
        const answers = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
        return JSON.stringify({
            id,
            type,
            rawId: base64url(rawId),
            authenticatorAttachment,
            clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
            response: {
                ...Object.fromEntries(answers.filter(name => response[name]).map(name => [name, base64url(response[name])])),
                transports: response.getTransports?.() ?? [],
            },
        });
    }
}

function base64url(buffer) {
    return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
