namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>A good answer with one thing changed, and its expected refusal.</summary>
public sealed record Bent<T>(string Name, Action<T> Bend, Failure Failure = Failure.PasskeyRefused);
