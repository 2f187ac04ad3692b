import '../../js/retype.js';
import { signalAccepted, signalUser } from '../../js/signals.js';

export { remember, resume } from '../../js/interrupted.js';

/** Tells password managers which passkeys still count, and what their owner is called now. */
export function tell({ rpId, userId, name, displayName, credentialIds }) {
    signalAccepted({ rpId, userId, allAcceptedCredentialIds: credentialIds });
    signalUser({ rpId, userId, name, displayName });
}
