using System.Diagnostics.CodeAnalysis;

namespace PasskeyBlazor.WebAuthn;

/// <summary>Lets checks read as a list: if the condition holds, refuse for that reason.</summary>
internal static class Refuse
{
    public static void When([DoesNotReturnIf(true)] bool condition, string reason, Failure failure = Failure.PasskeyRefused)
    {
        if (condition)
        {
            throw new RefusedException(reason, failure);
        }
    }

    public static void WhenLarger(long length, long limit, string reason)
    {
        if (length > limit)
        {
            throw new RefusedException(reason, Failure.TooLarge);
        }
    }
}
