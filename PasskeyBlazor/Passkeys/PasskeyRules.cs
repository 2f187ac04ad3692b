using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Passkeys;

/// <summary>What an account may do with its passkeys. From the configuration section <c>Passkeys</c>.</summary>
public sealed class PasskeyRules
{
    /// <summary>Whatever changes how an account is reached, or takes its data away, asks for a sign-in at most this long ago.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "Passkeys:RecentSignIn must be between one minute and one day.")]
    public TimeSpan RecentSignIn { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many passkeys one account may have.</summary>
    [Range(1, 100, ErrorMessage = "Passkeys:MostPerUser must be between 1 and 100.")]
    public int MostPerUser { get; set; } = 20;
}
