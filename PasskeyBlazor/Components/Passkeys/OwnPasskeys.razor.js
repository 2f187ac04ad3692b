import '../../js/retype.js';
import { signalAccepted, signalUser } from '../../js/signals.js';

export { remember, resume } from '../../js/interrupted.js';

/** Signals to password managers which passkeys are valid, and the current name of their owner. */
export function tell({ rpId, userId, name, displayName, credentialIds }) {
    signalAccepted({ rpId, userId, allAcceptedCredentialIds: credentialIds });
    signalUser({ rpId, userId, name, displayName });
}
