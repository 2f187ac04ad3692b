using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Tests.Support;

public static class CeremonyEndings
{
    /// <summary>The failure, or null where the ceremony succeeded: one value to compare.</summary>
    public static CeremonyFailure? Ending<T>(this CeremonyResult<T> result)
        where T : class => result.Succeeded ? null : result.Failure;
}
