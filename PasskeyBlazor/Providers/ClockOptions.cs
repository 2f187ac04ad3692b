using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Providers;

/// <summary>How far a provider's clock may differ from ours. From the configuration section <c>Authentication</c>.</summary>
public sealed class ClockOptions : IValidatableObject
{
    /// <summary>The tolerance for each time in an ID token: <c>iat</c>, <c>nbf</c>, <c>exp</c> and <c>auth_time</c>.</summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(2);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ClockTolerance < TimeSpan.Zero || ClockTolerance > TimeSpan.FromMinutes(10))
        {
            yield return new ValidationResult($"{ProviderOptions.Section}:{nameof(ClockTolerance)} must be from zero to ten minutes.");
        }
    }
}
