using System.Diagnostics.CodeAnalysis;

namespace PasskeyBlazor.Passkeys;

/// <summary>Lets the guard's checks be read as a list: when this, refuse for that reason.</summary>
internal static class Refuse
{
    public static void When([DoesNotReturnIf(true)] bool bent, string reason)
    {
        if (bent)
        {
            throw new RefusedException(reason);
        }
    }

    public static void WhenLarger(long length, long limit, string reason)
    {
        if (length > limit)
        {
            throw new RefusedException(reason, CeremonyFailure.TooLarge);
        }
    }
}
