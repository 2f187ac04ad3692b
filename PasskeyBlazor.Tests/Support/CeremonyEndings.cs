namespace PasskeyBlazor.Tests.Support;

public static class CeremonyEndings
{
    /// <summary>The failure, or null where the ceremony succeeded: one value to compare.</summary>
    public static Failure? Ending<T>(this Result<T> result)
        where T : class => result.Succeeded ? null : result.Failure;
}
