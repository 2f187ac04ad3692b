namespace PasskeyBlazor.Account;

/// <summary>A short summary of an account for several pages.</summary>
/// <param name="PasskeysThatSignIn">The number of the passkeys that can sign the owner in.</param>
/// <param name="Providers">
/// The schemes of the external identities, the oldest first. A scheme repeats for each identity at the same provider.
/// </param>
public sealed record AccountSummary(int Passkeys, int PasskeysThatSignIn, IReadOnlyList<string> Providers, int Sessions, DateTimeOffset? LastSignInAt);
