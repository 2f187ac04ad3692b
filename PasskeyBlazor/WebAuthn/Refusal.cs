namespace PasskeyBlazor.WebAuthn;

/// <summary>Why an answer is refused.</summary>
/// <param name="Failure">What the person reads.</param>
/// <param name="Reason">A short identifier for the log: <c>origin</c>, <c>invalid-sign-count</c>. It holds nothing that came from the browser.</param>
/// <param name="IsSignatureVerified">True where the assertion's signature was right, so that only the authenticator can have made the answer.</param>
/// <param name="Cause">The exception where the answer could not be read in a way that has no reason of its own; else null.</param>
public sealed record Refusal(Failure Failure, string Reason, bool IsSignatureVerified = false, Exception? Cause = null);
