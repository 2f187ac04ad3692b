using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Tests.Passkeys;

public sealed class AuthenticatorCatalogTests : IDisposable
{
    private static readonly Guid Unknown = new("11111111-2222-3333-4444-555555555555");
    private static readonly Guid ICloud = new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");

    private readonly string folder = Directory.CreateTempSubdirectory("passkeyblazor-").FullName;
    private readonly Lines log = new();

    [Theory]
    [InlineData("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain", AuthenticatorKind.PasswordManager)]
    [InlineData("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager", AuthenticatorKind.PasswordManager)]
    [InlineData("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello", AuthenticatorKind.Platform)]
    [InlineData("bada5566-a7aa-401f-bd96-45619a55120d", "1Password", AuthenticatorKind.PasswordManager)]
    [InlineData("53414d53-554e-4700-0000-000000000000", "Samsung Pass", AuthenticatorKind.Phone)]
    [InlineData("2fc0579f-8113-47ea-b116-bb5a8db9202a", "YubiKey 5 NFC", AuthenticatorKind.SecurityKey)]
    public void A_known_authenticator_model_has_a_name_and_a_kind(string aaguid, string name, AuthenticatorKind kind)
    {
        var make = new Guid(aaguid);

        Assert.Equal(new AuthenticatorModel(name, kind), Ours.Find(make));
        Assert.Equal(kind, Ours.KindOf(Passkey(make, isBackupEligible: false, "hybrid")));
        Assert.Empty(log.All);
    }

    [Theory]
    [InlineData(false, AuthenticatorKind.Platform, "internal")]
    [InlineData(false, AuthenticatorKind.Phone, "hybrid")]
    [InlineData(false, AuthenticatorKind.Phone, "internal", "hybrid")]
    [InlineData(true, AuthenticatorKind.PasswordManager, "internal", "hybrid")]
    [InlineData(true, AuthenticatorKind.PasswordManager)]
    [InlineData(false, AuthenticatorKind.SecurityKey, "usb")]
    [InlineData(false, AuthenticatorKind.SecurityKey, "nfc", "usb")]
    [InlineData(false, AuthenticatorKind.SecurityKey, "ble")]
    [InlineData(true, AuthenticatorKind.SecurityKey, "usb")]
    [InlineData(false, null)]
    [InlineData(false, null, "carrier-pigeon")]
    public void Transports_tell_an_unknown_model_s_kind(bool isBackupEligible, AuthenticatorKind? expected, params string[] transports) =>
        Assert.Equal(expected, Ours.KindOf(Passkey(Unknown, isBackupEligible, transports)));

    [Fact]
    public void An_AAGUID_of_zeros_names_no_authenticator_model_even_if_the_operator_names_one()
    {
        Write("own.json", $$"""{ "{{Guid.Empty}}": { "name": "Zero", "kind": "phone" } }""");

        var names = Names("own.json");

        Assert.Null(names.Find(Guid.Empty));
        Assert.Null(names.KindOf(Passkey(Guid.Empty, isBackupEligible: false)));
    }

    [Fact]
    public void An_operator_s_file_adds_authenticator_models_and_replaces_ours()
    {
        Write("authenticators.json", $$"""{ "{{ICloud}}": { "name": "iCloud Keychain", "kind": "password-manager" } }""");
        Write("own.json", $$"""{ "{{ICloud}}": { "name": " Apple\u202e Passwords ", "kind": "platform" }, "{{Unknown}}": { "name": "Company key", "kind": "security-key" } }""");

        var names = Names("own.json");

        Assert.Equal(new AuthenticatorModel("Apple Passwords", AuthenticatorKind.Platform), names.Find(ICloud));
        Assert.Equal(new AuthenticatorModel("Company key", AuthenticatorKind.SecurityKey), names.Find(Unknown));
        Assert.Empty(log.All);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "no id": { "name": "A", "kind": "phone" } }""")]
    [InlineData("""{ "11111111-2222-3333-4444-555555555555": { "name": "A", "kind": "toaster" } }""")]
    [InlineData("""{ "11111111-2222-3333-4444-555555555555": { "name": "A", "kind": 1 } }""")]
    [InlineData("""{ "11111111-2222-3333-4444-555555555555": { "name": null, "kind": "phone" } }""")]
    [InlineData("""{ "11111111-2222-3333-4444-555555555555": { "kind": "phone" } }""")]
    [InlineData("""{ "11111111-2222-3333-4444-555555555555": { "name": "\u202e", "kind": "phone" } }""")]
    [InlineData("""{ "11111111-2222-3333-4444-555555555555": null }""")]
    public void A_file_that_cannot_be_read_causes_a_warning_and_the_other_file_applies(string? content)
    {
        Write("authenticators.json", $$"""{ "{{ICloud}}": { "name": "iCloud Keychain", "kind": "password-manager" } }""");
        if (content is not null)
        {
            Write("own.json", content);
        }

        var names = Names("own.json");

        Assert.Equal("iCloud Keychain", names.Find(ICloud)?.Name);
        Assert.Null(names.Find(Unknown));
        Assert.StartsWith("Warning: The names of authenticators in own.json", Assert.Single(log.All), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Passkey Passkey(Guid model, bool isBackupEligible, params string[] transports) => new()
    {
        UserId = Guid.NewGuid(),
        CredentialId = [1],
        PublicKey = [1],
        AttestationFormat = "none",
        CreatedAt = default,
        Aaguid = model,
        Transports = transports,
        IsBackupEligible = isBackupEligible,
    };

    private AuthenticatorCatalog Ours => Names(null, AppContext.BaseDirectory);

    private AuthenticatorCatalog Names(string? own, string? at = null) => new(
        new HostingEnvironment { ContentRootPath = at ?? folder }, Options.Create(new PasskeyOptions { AuthenticatorCatalog = own }), log);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(folder, name), content);

    private sealed class Lines : ILogger<AuthenticatorCatalog>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
