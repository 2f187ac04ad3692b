using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Tests.Support;

/// <summary>A relying party, a database with Ada in it, and her authenticator: what a test of one ceremony needs.</summary>
public sealed class Ceremonies : IDisposable
{
    public Ceremonies(Action<RelyingPartyOptions>? configure = null)
    {
        var options = new RelyingPartyOptions { ServerDomain = "example.org", ServerName = "Example", Origins = { "https://example.org" } };
        configure?.Invoke(options);
        RelyingParty = MakeRelyingParty(options, Log);

        using var db = Database.CreateContext();
        db.Users.Add(Ada);
        db.SaveChanges();
    }

    public RelyingParty RelyingParty { get; }

    public ReasonLog Log { get; } = new();

    public TestDatabase Database { get; } = new();

    public SoftwareAuthenticator Authenticator { get; } = new();

    public User Ada { get; } = new()
    {
        Handle = "QWRhIExvdmVsYWNlIHdyb3RlIHRoZSBmaXJzdCBvbmU",
        DisplayName = "Ada",
        Email = "ada@example.org",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    public static RelyingParty MakeRelyingParty(RelyingPartyOptions options, ILogger<RelyingParty> log)
    {
        var wrapped = Options.Create(options);

        return new RelyingParty(wrapped, new AllowedOrigins(wrapped), TimeProvider.System, log);
    }

    /// <summary>A registration from beginning to end.</summary>
    public async Task<CeremonyResult<VerifiedAttestation>> RegisterAsync(Action<SoftwareRegistration>? bend = null)
    {
        var started = await RelyingParty.MakeCreationOptionsAsync(Ada, []);
        var credential = Authenticator.Create(started.Json, bend);

        return await RelyingParty.VerifyAttestationAsync(Ada, credential, started.EngineState, TestContext.Current.CancellationToken);
    }

    /// <summary>A sign-in from beginning to end.</summary>
    public async Task<CeremonyResult<VerifiedAssertion>> SignInAsync(Action<SoftwareAssertion>? bend = null)
    {
        var started = await RelyingParty.MakeRequestOptionsAsync();
        var credential = Authenticator.Get(started.Json, bend);

        await using var db = Database.CreateContext();
        return await RelyingParty.VerifyAssertionAsync(db, credential, started.EngineState, TestContext.Current.CancellationToken);
    }

    /// <summary>Registers a passkey and keeps it, as the registration ceremony will.</summary>
    public async Task<Passkey> KeepPasskeyAsync(Action<SoftwareRegistration>? bend = null)
    {
        var passkey = Record((await RegisterAsync(bend)).Value);

        await using var db = Database.CreateContext();
        db.Passkeys.Add(passkey);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        return passkey;
    }

    public Passkey Record(VerifiedAttestation attestation) => new()
    {
        UserId = Ada.Id,
        CredentialId = attestation.CredentialId,
        PublicKey = attestation.PublicKey,
        Name = "Passkey",
        SignCount = attestation.SignCount,
        Aaguid = attestation.Aaguid,
        Transports = attestation.Transports,
        IsUserVerified = attestation.IsUserVerified,
        IsBackupEligible = attestation.IsBackupEligible,
        IsBackedUp = attestation.IsBackedUp,
        AttestationFormat = attestation.AttestationFormat,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    public void Dispose()
    {
        Authenticator.Dispose();
        Database.Dispose();
    }
}
