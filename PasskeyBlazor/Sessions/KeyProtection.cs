using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace PasskeyBlazor.Sessions;

/// <summary>Protects the Data Protection keys with a certificate, on request. Keys from before stay readable.</summary>
public static class KeyProtection
{
    /// <exception cref="InvalidOperationException">A certificate cannot be used. The message names the key.</exception>
    public static IDataProtectionBuilder ProtectKeys(this IDataProtectionBuilder keys, WebApplicationBuilder builder)
    {
        builder.AddKnownSection(KeyProtectionOptions.Section, typeof(KeyProtectionOptions));
        var options = builder.Configuration.GetSection(KeyProtectionOptions.Section).Get<KeyProtectionOptions>() ?? new KeyProtectionOptions();
        if (!string.IsNullOrEmpty(options.Certificate))
        {
            var current = Load(options, KeyProtectionOptions.Section, builder.Environment);
            RefuseOutdated(current);
            keys.ProtectKeysWithCertificate(current);
        }

        if (options.Earlier.Count > 0)
        {
            keys.UnprotectKeysWithAnyCertificate(
                [.. options.Earlier.Select((earlier, index) => Load(earlier, string.Create(CultureInfo.InvariantCulture, $"{KeyProtectionOptions.Section}:Earlier:{index}"), builder.Environment))]);
        }

        return keys;
    }

    private static void RefuseOutdated(X509Certificate2 certificate)
    {
        var now = TimeProvider.System.GetLocalNow().DateTime; // the dates of a certificate are local
        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{KeyProtectionOptions.Section}:Certificate is valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd} only."));
        }
    }

    private static X509Certificate2 Load(KeyCertificate options, string section, IHostEnvironment environment)
    {
        var key = $"{section}:{nameof(KeyCertificate.Certificate)}";
        var named = options.Certificate ?? throw new InvalidOperationException($"{key} is missing.");
        var path = Path.GetFullPath(named, environment.ContentRootPath);
        try
        {
            var certificate = IsThumbprint(named) && !File.Exists(path) ? FromStore(named) : FromFile(path, options.CertificatePassword);

            return certificate.GetRSAPrivateKey() is null // Data Protection cannot use a key of another kind
                ? throw new InvalidOperationException($"{key}: {named} has no RSA private key.")
                : certificate;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException($"{key}: {named} cannot be read, or its {section}:{nameof(KeyCertificate.CertificatePassword)} is wrong. {fault.Message}", fault);
        }
    }

    private static X509Certificate2 FromFile(string path, string? password) =>
        !File.Exists(path) ? throw new FileNotFoundException("There is no such file.")
        : X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12 ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
        : string.IsNullOrEmpty(password) ? X509Certificate2.CreateFromPemFile(path)
        : X509Certificate2.CreateFromEncryptedPemFile(path, password);

    private static bool IsThumbprint(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigit);

    private static X509Certificate2 FromStore(string thumbprint)
    {
        // On Linux only the user has such a store.
        StoreLocation[] locations = OperatingSystem.IsLinux() ? [StoreLocation.CurrentUser] : [StoreLocation.CurrentUser, StoreLocation.LocalMachine];
        foreach (var location in locations)
        {
            using var store = new X509Store(StoreName.My, location, OpenFlags.ReadOnly);
            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is [var found, ..])
            {
                return found;
            }
        }

        throw new FileNotFoundException("There is no such file, and no such certificate in the store.");
    }
}
