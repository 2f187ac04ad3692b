using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>A certificate protects the Data Protection keys in the database.</summary>
public sealed class KeyProtectionTests : IDisposable
{
    private const string Password = "open sesame";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");
    private readonly TestDatabase database = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Threat("ST-09")]
    [InlineData("pfx", "")]
    [InlineData("pfx", Password)]
    [InlineData("pem", "")]
    [InlineData("pem", Password)]
    public async Task New_keys_are_protected_by_the_certificate(string kind, string password)
    {
        var settings = Settings(Write(Make(), kind, password), password);

        var text = await ProtectAsync(settings);

        Assert.Equal("text", await OpenAsync(text, settings));
        Assert.All(await KeysAsync(), key => Assert.Contains("<EncryptedData", key));
        Assert.All(await KeysAsync(), key => Assert.DoesNotContain("<masterKey", key));
        await Assert.ThrowsAsync<CryptographicException>(() => OpenAsync(text));
    }

    [Fact]
    public async Task Keys_from_before_the_certificate_stay_readable()
    {
        var text = await ProtectAsync();
        Assert.All(await KeysAsync(), key => Assert.Contains("<masterKey", key));

        Assert.Equal("text", await OpenAsync(text, Settings(Write(Make(), "pfx"))));
    }

    [Fact]
    public async Task An_earlier_certificate_opens_the_keys_that_it_protects_also_after_its_end()
    {
        var first = Settings(Write(Make(), "pem"));
        var text = await ProtectAsync(first);
        var second = Settings(Write(Make(), "pfx", Password), Password);
        var expired = Write(Make(end: DateTimeOffset.UtcNow.AddDays(-1)), "pem");

        await Assert.ThrowsAsync<CryptographicException>(() => OpenAsync(text, second));
        Assert.Equal("text", await OpenAsync(text, [.. second, ("DataProtection:Earlier:0:Certificate", expired), ("DataProtection:Earlier:1:Certificate", first[0].Value)]));
        Assert.Equal("text", await OpenAsync(text, ("DataProtection:Earlier:0:Certificate", first[0].Value))); // without a certificate again
    }

    [Theory]
    [InlineData("missing.pfx")]
    [InlineData("0123456789012345678901234567890123456789")] // a thumbprint that the store does not have
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("without a private key")]
    [InlineData("of an elliptic curve")]
    [InlineData("with another password")]
    [InlineData("not a certificate")]
    public void A_certificate_that_cannot_be_used_stops_the_start_and_names_the_key(string what)
    {
        var path = what switch
        {
            "expired" => Write(Make(end: DateTimeOffset.UtcNow.AddDays(-1)), "pfx"),
            "not yet valid" => Write(Make(begin: DateTimeOffset.UtcNow.AddDays(1)), "pfx"),
            "without a private key" => Write(Make(), "cer"),
            "of an elliptic curve" => Write(MakeElliptic(), "pfx"),
            "with another password" => Write(Make(), "pfx", Password),
            "not a certificate" => WriteText(what),
            _ => what,
        };

        var refused = Assert.Throws<InvalidOperationException>(() => new Accounts(Settings(path)));
        var earlier = what is "expired" or "not yet valid"
            ? refused
            : Assert.Throws<InvalidOperationException>(() => new Accounts(("DataProtection:Earlier:0:Certificate", path)));

        Assert.StartsWith("DataProtection:Certificate", refused.Message);
        Assert.Contains("Certificate", earlier.Message);
    }

    [Fact]
    [Threat("ST-09")]
    public async Task A_certificate_is_found_in_the_store_by_its_thumbprint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The store is a folder only on Linux.");
        using var certificate = Make();
        var app = AppProcess.MakeFolder();
        var store = folder.CreateSubdirectory(".dotnet/corefx/cryptography/x509stores/my");
        await File.WriteAllBytesAsync(Path.Combine(store.FullName, certificate.Thumbprint + ".pfx"), certificate.Export(X509ContentType.Pfx), Cancel);
        var settings = new Dictionary<string, string?> { ["DataProtection__Certificate"] = certificate.Thumbprint };

        var (missing, _) = await AppProcess.RunAsync(app, ["--migrate"], settings);
        var (found, process) = await AppProcess.RunAsync(app, ["--migrate"], new(settings) { ["HOME"] = folder.FullName });
        app.Delete(recursive: true);

        Assert.Equal(1, missing);
        Assert.True(found == 0, process.ToString());
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Delete(recursive: true);
    }

    private static (string Key, string Value)[] Settings(string path, string password = "") =>
        [("DataProtection:Certificate", path), ("DataProtection:CertificatePassword", password)];

    private static X509Certificate2 Make(DateTimeOffset? begin = null, DateTimeOffset? end = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        return request.CreateSelfSigned(begin ?? DateTimeOffset.UtcNow.AddDays(-2), end ?? DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 MakeElliptic()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        return new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    private string Write(X509Certificate2 certificate, string kind, string password = "")
    {
        using var made = certificate;
        var path = Path.Combine(folder.FullName, Guid.NewGuid().ToString("N") + "." + kind);
        if (kind == "pem")
        {
            using var key = certificate.GetRSAPrivateKey()!;
            var pem = password.Length == 0 ? key.ExportPkcs8PrivateKeyPem()
                : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
            File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{pem}\n");
        }
        else
        {
            File.WriteAllBytes(path, certificate.Export(kind == "pfx" ? X509ContentType.Pfx : X509ContentType.Cert, password));
        }

        return path;
    }

    private string WriteText(string text)
    {
        var path = Path.Combine(folder.FullName, "text.pfx");
        File.WriteAllText(path, text);

        return path;
    }

    private async Task<string> ProtectAsync(params (string Key, string Value)[] settings)
    {
        await using var accounts = Node(settings);

        return accounts.Get<IDataProtectionProvider>().CreateProtector("test").Protect("text");
    }

    private async Task<string> OpenAsync(string text, params (string Key, string Value)[] settings)
    {
        await using var accounts = Node(settings);

        return accounts.Get<IDataProtectionProvider>().CreateProtector("test").Unprotect(text);
    }

    /// <summary>A new process with the same database.</summary>
    private Accounts Node((string Key, string Value)[] settings) => new([("Database:ConnectionString", database.ConnectionString), .. settings]);

    private async Task<List<string?>> KeysAsync()
    {
        await using var db = database.CreateContext();

        return await db.DataProtectionKeys.Select(key => key.Xml).ToListAsync(Cancel);
    }
}
