using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>A refused answer to request options.</summary>
/// <param name="Failure">What the person reads.</param>
/// <param name="Event">
/// What the owner of the passkey finds in their activity; null where no account has the passkey. The caller saves it after the
/// response is sent, so that the response time does not tell whether the passkey is known.
/// </param>
/// <param name="UnknownCredentialId">The credential id where no account has it: the password manager may forget it.</param>
public sealed record RefusedAuthentication(Failure Failure, Activity? Event = null, byte[]? UnknownCredentialId = null);
