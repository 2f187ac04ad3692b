namespace PasskeyBlazor.Passkeys;

/// <summary>How a ceremony ended: with a value, or with the one reason it did not.</summary>
public sealed class CeremonyResult<T>
    where T : class
{
    private readonly T? value;
    private readonly CeremonyFailure? failure;

    private CeremonyResult(T value) => this.value = value;

    private CeremonyResult(CeremonyFailure failure) => this.failure = failure;

    public bool Succeeded => failure is null;

    public T Value => value ?? throw new InvalidOperationException("The ceremony failed.");

    public CeremonyFailure Failure => failure ?? throw new InvalidOperationException("The ceremony succeeded.");

    public static implicit operator CeremonyResult<T>(T value) => new(value);

    public static implicit operator CeremonyResult<T>(CeremonyFailure failure) => new(failure);
}
