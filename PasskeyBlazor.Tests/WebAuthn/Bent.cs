namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>A good answer with one thing bent, and how it must be refused.</summary>
public sealed record Bent<T>(string Name, Action<T> Bend, Failure Failure = Failure.PasskeyRefused);
