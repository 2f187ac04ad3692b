using System.Diagnostics.CodeAnalysis;

namespace PasskeyBlazor.WebAuthn;

/// <summary>What came of an answer: a value, or the reason why it is refused.</summary>
public sealed class Verification<T>
    where T : class
{
    private Verification(T value) => Value = value;

    private Verification(Refusal refusal) => Refusal = refusal;

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Value is not null;

    public T? Value { get; }

    public Refusal? Refusal { get; }

    public static implicit operator Verification<T>(T value) => new(value);

    public static implicit operator Verification<T>(Refusal refusal) => new(refusal);
}
