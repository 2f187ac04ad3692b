using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Passkeys;

/// <summary>The limits for the passkeys of an account. From the configuration section <c>Passkeys</c>.</summary>
public sealed class PasskeyOptions
{
    /// <summary>How many passkeys one account may have.</summary>
    [Range(1, 100, ErrorMessage = "Passkeys:MaxPerUser must be between 1 and 100.")]
    public int MaxPerUser { get; set; } = 20;
}
