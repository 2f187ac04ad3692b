namespace PasskeyBlazor.Sessions;

/// <summary>A certificate with its private key.</summary>
public class KeyCertificate
{
    /// <summary>The path of a PFX or PEM file, or the thumbprint of a certificate in the store of this user or machine.</summary>
    public string? Certificate { get; set; }

    /// <summary>The password of the file, if it has one.</summary>
    public string? CertificatePassword { get; set; }
}
