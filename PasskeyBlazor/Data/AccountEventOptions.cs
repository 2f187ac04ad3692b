using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Data;

/// <summary>The retention time of account events. From the configuration section <c>AccountEvents</c>.</summary>
public sealed class AccountEventOptions
{
    public const string Section = "AccountEvents";

    [Range(1, 3650, ErrorMessage = "AccountEvents:RetentionDays must be between 1 and 3650.")]
    public int RetentionDays { get; set; } = 90;
}
