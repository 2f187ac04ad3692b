namespace PasskeyBlazor;

/// <summary>How a ceremony ended: with a value, or with the one reason it did not.</summary>
public sealed class Result<T>
    where T : class
{
    private readonly T? value;
    private readonly Failure? failure;

    private Result(T value) => this.value = value;

    private Result(Failure failure) => this.failure = failure;

    public bool Succeeded => failure is null;

    public T Value => value ?? throw new InvalidOperationException("The ceremony failed.");

    public Failure Failure => failure ?? throw new InvalidOperationException("The ceremony succeeded.");

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Failure failure) => new(failure);
}
