using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Playwright;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// The app at two registrable domains, example.org and example.com, with one RP ID (WebAuthn §5.11). The browser finds both at the app under
/// test, and asks example.org by itself whether example.com is related.
/// </summary>
public sealed class RelatedOriginsTests : IAsyncLifetime
{
    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("related-");
    private readonly string handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private readonly byte[] credentialId = RandomNumberGenerator.GetBytes(16);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestApp app;

    public RelatedOriginsTests()
    {
        var certificate = Path.Combine(files.FullName, "site.pfx");
        var request = new CertificateRequest("CN=example.org", key, HashAlgorithmName.SHA256);
        File.WriteAllBytes(certificate, request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)).Export(X509ContentType.Pfx));
        app = new TestApp
        {
            Settings = new()
            {
                [WebHostDefaults.ServerUrlsKey] = "https://127.0.0.1:0",
                ["Kestrel:Certificates:Default:Path"] = certificate,
                ["Passkeys:ServerDomain"] = "example.org",
                ["Passkeys:ServerName"] = "Example",
                ["Passkeys:Origins:0"] = "https://example.org",
                ["Passkeys:Origins:1"] = "https://example.com",
            },
        };
    }

    public async ValueTask InitializeAsync()
    {
        _ = app.Address;
        await using var db = app.OpenDatabase();
        var user = new User { Handle = handle, DisplayName = "Ada Lovelace", CreatedAt = DateTimeOffset.UtcNow };
        user.Passkeys.Add(new Passkey
        {
            UserId = user.Id,
            CredentialId = credentialId,
            PublicKey = new SoftwareKey(SoftwareKey.ES256, key.ExportPkcs8PrivateKey()).PublicKey,
            AttestationFormat = "none",
            CreatedAt = DateTimeOffset.UtcNow,
        });
        db.Users.Add(user);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
        files.Delete(recursive: true);
    }

    [Theory]
    [InlineData("https://example.org")]
    [InlineData("https://example.com")]
    [Threat("WA-10")]
    public async Task A_passkey_of_the_RP_ID_signs_in_at_each_domain(string origin)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false"); // a virtual authenticator would answer a list at once
        await (await VirtualAuthenticator.AddAsync(page)).KeepAsync(credentialId, "example.org", Encoding.UTF8.GetBytes(handle), key.ExportPkcs8PrivateKey());

        await page.GotoAsync($"{origin}/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();

        await Expect(page).ToHaveURLAsync($"{origin}/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Welcome, Ada Lovelace");
    }

    [Fact]
    [Threat("WA-10")]
    public async Task One_domain_is_another_site_for_the_next()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        await page.GotoAsync("https://example.com/sign-in");

        var answer = await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("() => document.body.appendChild(Object.assign(document.createElement('form'), { method: 'post', action: 'https://example.org/session/end' })).submit()"),
            "https://example.org/session/end");

        Assert.Equal(403, answer.Status);
    }

    private async Task<IBrowser> LaunchAsync(IPlaywright playwright) => await playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = await BrowserFinder.FindAsync(playwright, whole: true),
        Args =
        [
            .. BrowserFixture.Arguments,
            "--ignore-certificate-errors",
            $"--host-resolver-rules=MAP example.org:443 127.0.0.1:{app.Address.Port}, MAP example.com:443 127.0.0.1:{app.Address.Port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ],
    });
}
