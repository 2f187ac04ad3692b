using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Sessions;

/// <summary>The account at a provider whose owner becomes the first administrator. From the configuration section <c>Administration:FirstAdministrator</c>.</summary>
public sealed class FirstAdministratorOptions : IValidatableObject
{
    public const string Section = "Administration:FirstAdministrator";

    /// <summary>As the account's own page shows it.</summary>
    public string? Issuer { get; set; }

    /// <summary>As the account's own page shows it. Never an address: those change hands.</summary>
    public string? Subject { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Issuer) != string.IsNullOrEmpty(Subject))
        {
            yield return new ValidationResult($"{Section} needs both, Issuer and Subject, or none of them.");
        }
    }
}
