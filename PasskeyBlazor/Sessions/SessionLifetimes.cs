using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Sessions;

/// <summary>The lifetimes of a session and of its authentication. From the configuration section <c>Sessions</c>.</summary>
public sealed class SessionLifetimes : IValidatableObject
{
    public const string Section = "Sessions";

    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan Absolute { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The idle lifetime when the user chose to stay signed in.</summary>
    public TimeSpan PersistentIdle { get; set; } = TimeSpan.FromDays(14);

    public TimeSpan PersistentAbsolute { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often an open page checks its session. A change always checks the session.</summary>
    public TimeSpan CheckedEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The maximum age of an authentication. After this time, a change of the sign-in methods requires reauthentication.
    /// </summary>
    public TimeSpan ReauthenticationAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether only passkeys count as reauthentication and as a recent sign-in, and providers whose answer proves that the person has
    /// just authenticated there.
    /// </summary>
    public bool RequireProvedReauthentication { get; set; }

    public TimeSpan AbsoluteOf(bool isPersistent) => isPersistent ? PersistentAbsolute : Absolute;

    /// <summary>The earlier of the idle end and the absolute end, for a session that is active now.</summary>
    public DateTimeOffset EndOf(bool isPersistent, DateTimeOffset createdAt, DateTimeOffset now)
    {
        var idleEnd = now + (isPersistent ? PersistentIdle : Idle);
        var absoluteEnd = createdAt + AbsoluteOf(isPersistent);

        return idleEnd < absoluteEnd ? idleEnd : absoluteEnd;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Idle <= TimeSpan.Zero || Absolute < Idle)
        {
            yield return new ValidationResult("Sessions:Idle must be positive and not longer than Sessions:Absolute.");
        }

        if (PersistentIdle <= TimeSpan.Zero || PersistentAbsolute < PersistentIdle)
        {
            yield return new ValidationResult("Sessions:PersistentIdle must be positive and not longer than Sessions:PersistentAbsolute.");
        }

        if (CheckedEvery < TimeSpan.FromSeconds(1) || CheckedEvery > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult("Sessions:CheckedEvery must be from one second to five minutes.");
        }

        if (ReauthenticationAge < TimeSpan.FromMinutes(1) || ReauthenticationAge > TimeSpan.FromDays(1))
        {
            yield return new ValidationResult("Sessions:ReauthenticationAge must be from one minute to one day.");
        }
    }
}
