using System.Security.Cryptography;
using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>Each check of the guard is needed: the library alone accepts something that the check refuses.</summary>
public sealed partial class CredentialGuardTests : IDisposable
{
    /// <summary>The files of the guard.</summary>
    private static readonly string[] Guard = ["CredentialGuard.cs", "ClientDataCheck.cs", "CosePublicKey.cs", "DerSignature.cs", "Ed25519Point.cs"];

    private readonly Ceremonies ceremonies = new();
    private readonly LibraryAlone library;
    private readonly SortedDictionary<string, List<string>> needed = [];

    public CredentialGuardTests() => library = new LibraryAlone(ceremonies.Options);

    [Fact]
    public async Task Each_reason_of_the_guard_refuses_something_that_the_library_alone_accepts()
    {
        foreach (var bent in BentRegistrations.All)
        {
            using var authenticator = new SoftwareAuthenticator();
            var options = ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, []);
            var credential = authenticator.Create(options.Json, bent.Bend);
            var verified = await ceremonies.RelyingParty.VerifyAttestationAsync(credential, options.Challenge, TestContext.Current.CancellationToken);
            Note(bent.Name, verified.Refusal, await library.AcceptsAttestationAsync(credential, options.Challenge));
        }

        ceremonies.Authenticator.Counter = 6;
        var kept = await ceremonies.KeepPasskeyAsync();
        foreach (var bent in BentAssertions.All)
        {
            ceremonies.Authenticator.Counter = 7;
            await AnswerAsync(bent.Name, bent.Bend);
        }

        ceremonies.Keep(kept.CredentialId, ceremonies.Record(kept) with { IsRevoked = true });
        ceremonies.Authenticator.Counter = 7;
        await AnswerAsync("a revoked passkey", _ => { });

        using var weak = RSA.Create(1024);
        var key = weak.ExportParameters(includePrivateParameters: false);
        var stored = Cbor.Map((1, 3), (3, -257), (-1, key.Modulus), (-2, key.Exponent));
        ceremonies.Keep(kept.CredentialId, ceremonies.Record(kept) with { PublicKey = stored });
        ceremonies.Authenticator.Counter = 7;
        await AnswerAsync("a stored key of 1024 bits", a => a.MakeSignature = (data, client) =>
            weak.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", needed.Select(n => $"{n.Key}: {string.Join("; ", n.Value)}")));
        Assert.True(!Reasons().Except(needed.Keys).Any(), string.Join(" ", Reasons().Except(needed.Keys)));
    }

    public void Dispose() => ceremonies.Dispose();

    private async Task AnswerAsync(string name, Action<SoftwareAssertion> bend)
    {
        var options = ceremonies.RelyingParty.MakeRequestOptions();
        var credential = ceremonies.Authenticator.Get(options.Json, bend);
        var verified = await ceremonies.VerifyAssertionAsync(credential, options.Challenge);
        var record = ceremonies.Find(RelyingParty.ReadCredentialId(credential));
        Note(name, verified.Refusal, await library.AcceptsAssertionAsync(credential, options.Challenge, record));
    }

    private void Note(string name, Refusal? refusal, bool isAcceptedByTheLibrary)
    {
        Assert.True(refusal is not null, name);
        if (isAcceptedByTheLibrary)
        {
            needed.TryAdd(refusal.Reason, []);
            needed[refusal.Reason].Add(name);
        }
    }

    /// <summary>Read from the sources, so that no check is forgotten here.</summary>
    private static IEnumerable<string> Reasons() => Guard
        .SelectMany(file => Reason().Matches(File.ReadAllText(SourceCode.PathOf("PasskeyBlazor", "WebAuthn", file))))
        .Select(match => match.Groups["reason"].Value)
        .Distinct();

    [GeneratedRegex("""(Refuse\.When|RefusedException|ParseObject)\([^;]*?"(?<reason>[a-z-]+)"\)|Reason = "(?<reason>[a-z0-9-]+)";""")]
    private static partial Regex Reason();
}
