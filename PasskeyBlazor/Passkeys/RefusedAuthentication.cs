using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>A refused answer to request options.</summary>
/// <param name="Failure">What the person reads.</param>
/// <param name="Event">
/// The account event for the owner of the passkey; null where no account has the passkey. The caller saves it after the
/// response is sent, so that the response time does not reveal whether the passkey is known.
/// </param>
/// <param name="UnknownCredentialId">The credential id where no account has it: the password manager may forget it.</param>
/// <param name="Defect">Why later answers of the passkey will be refused too. The caller saves it with the event.</param>
public sealed record RefusedAuthentication(
    Failure Failure, AccountEvent? Event = null, byte[]? UnknownCredentialId = null, PasskeyDefect? Defect = null);
