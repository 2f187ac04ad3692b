using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Sessions;

/// <summary>How long a session lives without activity and in all. From the configuration section <c>Sessions</c>.</summary>
public sealed class SessionLives : IValidatableObject
{
    public const string Section = "Sessions";

    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan Absolute { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The idle life of somebody who chose to stay signed in.</summary>
    public TimeSpan PersistentIdle { get; set; } = TimeSpan.FromDays(14);

    public TimeSpan PersistentAbsolute { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often an open page asks whether its session is. What changes anything asks each time.</summary>
    public TimeSpan CheckedEvery { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan AbsoluteOf(bool isPersistent) => isPersistent ? PersistentAbsolute : Absolute;

    /// <summary>The nearer of the two ends of a session that is active now.</summary>
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
    }
}
