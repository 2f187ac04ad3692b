using System.Diagnostics.CodeAnalysis;

namespace PasskeyBlazor;

/// <summary>The result of a user's request: a value, or the one reason why there is none.</summary>
public sealed class Result<T>
    where T : class
{
    private readonly T? value;
    private readonly Failure? failure;

    private Result(T value) => this.value = value;

    private Result(Failure failure) => this.failure = failure;

    public bool Succeeded => failure is null;

    public T Value => value ?? throw new InvalidOperationException("There is no value, but a failure.");

    public Failure Failure => failure ?? throw new InvalidOperationException("There is no failure, but a value.");

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Failure failure) => new(failure);
}

/// <summary>The same with a refusal that contains more than its <see cref="Failure"/>.</summary>
public sealed class Result<T, TRefusal>
    where T : class
    where TRefusal : class
{
    private Result(T value) => Value = value;

    private Result(TRefusal refusal) => Refusal = refusal;

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Value is not null;

    public T? Value { get; }

    public TRefusal? Refusal { get; }

    public static implicit operator Result<T, TRefusal>(T value) => new(value);

    public static implicit operator Result<T, TRefusal>(TRefusal refusal) => new(refusal);
}
