namespace PasskeyBlazor.Sessions;

/// <summary>What is said of an account in a few words, wherever one goes on from page to page.</summary>
/// <param name="PasskeysThatSignIn">How many of the passkeys sign their owner in.</param>
/// <param name="Providers">The schemes of its accounts at providers, the oldest first; each as often as there are accounts.</param>
public sealed record AccountFigures(int Passkeys, int PasskeysThatSignIn, IReadOnlyList<string> Providers, int Sessions, DateTimeOffset? LastSignInAt);
