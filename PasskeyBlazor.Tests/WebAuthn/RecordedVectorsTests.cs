using System.Text;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.WebAuthn;

/// <summary>
/// Ceremonies recorded by ten other projects. Each runs with and without required user verification. A valid one passes if its
/// conditions hold here and is refused if not; an invalid one never passes.
/// </summary>
public sealed class RecordedVectorsTests
{
    /// <summary>Only their attestation statement or trust is wrong. We request and evaluate none: all count as unattested.</summary>
    private static readonly string[] WrongInTheirStatementOnly =
    [
        "yubi-r029", "yubi-r030", "yubi-r046", "kani-r003", "kani-r005", "kani-r013", "go-w-r003",
        "web--r020", "web--r022", "web--r023", "mast-r005", "mast-r011", "mast-r021",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("AD-14", "AD-15", "AT-03", "AT-04", "AT-07")]
    public async Task A_recorded_ceremony_passes_exactly_when_it_is_valid_here()
    {
        var vectors = Vectors.Read("vectors.json").AsArray().Select(v => new RecordedVector(v!)).ToList();

        var wrong = new List<string>();
        var counts = new SortedDictionary<string, int>();
        foreach (var vector in vectors)
        {
            foreach (var requireUserVerification in new[] { true, false })
            {
                if (vector.PolicyRequiresUserVerification is { } policy && policy != requireUserVerification)
                {
                    continue; // expected for only one of the two
                }

                var expected = vector.IsValid
                    ? vector.Requires.All(r => Holds(r, requireUserVerification))
                    : WrongInTheirStatementOnly.Contains(vector.Id) && vector.Requires.All(r => Holds(r, requireUserVerification));
                var (passed, said) = await RunAsync(vector, requireUserVerification);

                var kind = $"{(vector.IsValid ? "valid" : "invalid")}, {(passed ? "accepted" : "refused")}";
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
                if (passed != expected)
                {
                    wrong.Add($"{vector.Id}, user verification {(requireUserVerification ? "" : "not ")}required: {said}");
                }
            }
        }

        Assert.Equal("", string.Join("\n", wrong));
        Assert.Equal(
            ["invalid, accepted: 20", "invalid, refused: 69", "valid, accepted: 293", "valid, refused: 177"],
            counts.Select(c => $"{c.Key}: {c.Value}"));
    }

    private static bool Holds(string requirement, bool requireUserVerification) => requirement.Split(':') switch
    {
        ["alg", var id] => new RelyingPartyOptions().Algorithms.Any(offered => $"{offered}" == id),
        ["fmt", _] => true, // all registered formats: statements are not evaluated
        ["attestationCertTimeIgnored" or "sha1InAttestation"] => true, // for the same reason
        ["uvNotRequired"] => !requireUserVerification,
        ["nonCanonicalCborAllowed" or "ignoresTokenBinding"] => true,
        ["httpOriginAllowed" or "androidAppOrigin"] => true, // the harness allows the vector's own origin
        ["crossOriginAllowed" or "topOriginAllowed"] => false, // the app is never embedded
        _ => throw new NotSupportedException($"This test does not know the requirement \"{requirement}\"."),
    };

    private static async Task<(bool Passed, string Said)> RunAsync(RecordedVector vector, bool requireUserVerification)
    {
        var options = new RelyingPartyOptions
        {
            ServerDomain = vector.RpId,
            ServerName = "Recorded",
            RequireUserVerification = requireUserVerification,
        };
        options.Origins.AddRange(vector.Origins.Where(o => Uri.IsWellFormedUriString(o, UriKind.Absolute))); // others stop the start
        if (vector.AllowedAlgorithms is { } allowed)
        {
            options.Algorithms = [.. options.Algorithms.Where(allowed.Contains)];
        }

        var relyingParty = Ceremonies.MakeRelyingParty(options);
        var handle = vector.UserHandle ?? "the-owner";

        return vector.IsAssertion
            ? Said(await AssertAsync(relyingParty, vector, handle))
            : Said(await relyingParty.VerifyAttestationAsync(vector.CredentialJson(handle), vector.Challenge, Cancel));
    }

    private static Task<Result<VerifiedAssertion, Refusal>> AssertAsync(RelyingParty relyingParty, RecordedVector vector, string handle)
    {
        var credential = vector.CredentialJson(handle);
        var record = new CredentialRecord(
            Encoding.UTF8.GetBytes(handle), vector.PublicKey, vector.StoredSignCount, vector.IsBackupEligible, IsRevoked: false);
        var isKnown = RelyingParty.ReadCredentialId(credential)!.AsSpan().SequenceEqual(vector.CredentialId);

        return relyingParty.VerifyAssertionAsync(credential, vector.Challenge, isKnown ? record : null, cancellationToken: Cancel);
    }

    private static (bool Passed, string Said) Said<T>(Result<T, Refusal> verification)
        where T : class => (verification.Succeeded, verification.Refusal?.Reason ?? "accepted");
}
