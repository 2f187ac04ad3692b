using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>What a verified sign-in says (§7.2): whose passkey it was, and what to write into its record.</summary>
public sealed record VerifiedAssertion(Passkey Passkey, uint SignCount, bool IsBackedUp, bool IsUserVerified);
