using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The external identity whose owner becomes the first administrator. From the configuration section
/// <c>Administration:FirstAdministrator</c>.
/// </summary>
public sealed class FirstAdministratorOptions : IValidatableObject
{
    public const string Section = "Administration:FirstAdministrator";

    /// <summary>The issuer, as the account page displays it.</summary>
    public string? Issuer { get; set; }

    /// <summary>The subject, as the account page displays it. Never use an email address: its owner can change.</summary>
    public string? Subject { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Issuer) != string.IsNullOrEmpty(Subject))
        {
            yield return new ValidationResult($"{Section} needs both, Issuer and Subject, or none of them.");
        }
    }
}
