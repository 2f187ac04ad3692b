namespace PasskeyBlazor.Sessions;

/// <summary>What is said of an account in a few words, wherever one goes on from page to page.</summary>
/// <param name="Providers">The schemes of its accounts at providers, the oldest first; each as often as there are accounts.</param>
public sealed record AccountFigures(int Passkeys, IReadOnlyList<string> Providers, int Sessions, DateTimeOffset? LastSignInAt);
