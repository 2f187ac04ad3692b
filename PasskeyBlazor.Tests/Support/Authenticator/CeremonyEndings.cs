
namespace PasskeyBlazor.Tests.Support.Authenticator;

public static class CeremonyEndings
{
    /// <summary>The failure, or null if the ceremony succeeded: one value to compare.</summary>
    public static Failure? Ending<T>(this Result<T> result)
        where T : class => result.Succeeded ? null : result.Failure;
}
