using System.Text;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>Everything that a test of one ceremony needs: a relying party, Ada, her authenticator and her credential records.</summary>
public sealed class Ceremonies : IDisposable
{
    private readonly Dictionary<string, CredentialRecord> records = [];

    public Ceremonies(Action<RelyingPartyOptions>? configure = null)
    {
        Options = new RelyingPartyOptions { ServerDomain = "example.org", ServerName = "Example", Origins = { "https://example.org" } };
        configure?.Invoke(Options);
        RelyingParty = MakeRelyingParty(Options);
    }

    public RelyingPartyOptions Options { get; }

    public RelyingParty RelyingParty { get; }

    public SoftwareAuthenticator Authenticator { get; } = new();

    public UserEntity Ada { get; } = new(Encoding.UTF8.GetBytes("QWRhIExvdmVsYWNlIHdyb3RlIHRoZSBmaXJzdCBvbmU"), "ada@example.org", "Ada");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static RelyingParty MakeRelyingParty(RelyingPartyOptions options)
    {
        var wrapped = Microsoft.Extensions.Options.Options.Create(options);

        return new RelyingParty(wrapped, new AllowedOrigins(wrapped));
    }

    /// <summary>A registration from beginning to end.</summary>
    public Task<Result<VerifiedAttestation, Refusal>> RegisterAsync(Action<SoftwareRegistration>? bend = null)
    {
        var options = RelyingParty.MakeCreationOptions(Ada, []);

        return RelyingParty.VerifyAttestationAsync(Authenticator.Create(options.Json, bend), options.Challenge, Cancel);
    }

    /// <summary>A sign-in from beginning to end.</summary>
    public Task<Result<VerifiedAssertion, Refusal>> SignInAsync(Action<SoftwareAssertion>? bend = null)
    {
        var options = RelyingParty.MakeRequestOptions();

        return VerifyAssertionAsync(Authenticator.Get(options.Json, bend), options.Challenge);
    }

    /// <summary>Registers a passkey and keeps its record, as the ceremony does.</summary>
    public async Task<VerifiedAttestation> KeepPasskeyAsync(Action<SoftwareRegistration>? bend = null)
    {
        var registered = await RegisterAsync(bend);
        Assert.True(registered.Succeeded, registered.Refusal?.Reason);
        Keep(registered.Value.CredentialId, Record(registered.Value));

        return registered.Value;
    }

    public CredentialRecord Record(VerifiedAttestation attestation) =>
        new(Ada.Handle, attestation.PublicKey, attestation.SignCount, attestation.IsBackupEligible, IsRevoked: false);

    /// <summary>Replaces the record of the same credential.</summary>
    public void Keep(byte[] credentialId, CredentialRecord record) => records[Convert.ToHexString(credentialId)] = record;

    public CredentialRecord? Find(byte[]? credentialId) => credentialId is null ? null : records.GetValueOrDefault(Convert.ToHexString(credentialId));

    /// <summary>Reads the id, finds the record, verifies: as the ceremony does.</summary>
    public Task<Result<VerifiedAssertion, Refusal>> VerifyAssertionAsync(string credential, byte[] challenge) =>
        RelyingParty.VerifyAssertionAsync(credential, challenge, Find(RelyingParty.ReadCredentialId(credential)), cancellationToken: Cancel);

    public void Dispose() => Authenticator.Dispose();
}
