namespace PasskeyBlazor.Administration;

/// <summary>The result of a revocation of all passkeys of an authenticator model.</summary>
/// <param name="Revoked">The number of passkeys that are revoked.</param>
/// <param name="Kept">The number of passkeys that stay accepted, because each is the only sign-in method of an account.</param>
public sealed record RevocationResult(int Revoked, int Kept);
