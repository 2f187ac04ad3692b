using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Data;

/// <summary>How long is kept what happened. From the configuration section <c>Activity</c>.</summary>
public sealed class ActivityOptions
{
    public const string Section = "Activity";

    [Range(1, 3650, ErrorMessage = "Activity:Days must be between 1 and 3650.")]
    public int Days { get; set; } = 90;
}
