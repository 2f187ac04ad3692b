namespace PasskeyBlazor.WebAuthn;

/// <summary>What a verified assertion says (§7.2): the new values of its credential record.</summary>
/// <param name="SignCount">The signature counter.</param>
/// <param name="IsBackedUp">The BS flag: whether the passkey is synced now.</param>
/// <param name="IsUserVerified">The UV flag, for an app that shows it. Where verification is required, an answer without it is refused already.</param>
public sealed record VerifiedAssertion(uint SignCount, bool IsBackedUp, bool IsUserVerified);
