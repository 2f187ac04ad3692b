namespace PasskeyBlazor.Sessions;

/// <summary>
/// The certificate that protects new Data Protection keys in the database, and the earlier ones, which only open old keys. From the
/// configuration section <c>DataProtection</c>.
/// </summary>
public sealed class KeyProtectionOptions : KeyCertificate
{
    public const string Section = "DataProtection";

    public List<KeyCertificate> Earlier { get; } = [];
}
