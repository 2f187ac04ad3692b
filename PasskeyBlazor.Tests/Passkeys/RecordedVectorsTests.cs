using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// Ceremonies recorded by ten other projects, each run with user verification required and not. A valid one passes when what
/// it requires holds here and is refused when not; an invalid one never passes.
/// </summary>
public sealed class RecordedVectorsTests : IDisposable
{
    /// <summary>Wrong in their attestation statement or in its trust only. We ask for none, evaluate none and keep them as unattested.</summary>
    private static readonly string[] WrongInTheirStatementOnly =
    [
        "yubi-r029", "yubi-r030", "yubi-r046", "kani-r003", "kani-r005", "kani-r013", "go-w-r003",
        "web--r020", "web--r022", "web--r023", "mast-r005", "mast-r011", "mast-r021",
    ];

    private readonly TestDatabase database = new();

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
                    continue; // expected for one of the two only
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

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", counts.Select(c => $"{c.Key}: {c.Value}")));
        Assert.Equal("", string.Join("\n", wrong));
    }

    public void Dispose() => database.Dispose();

    private static bool Holds(string requirement, bool requireUserVerification) => requirement.Split(':') switch
    {
        ["alg", var id] => CoseAlgorithm.Supported.Any(a => $"{a.Id}" == id),
        ["fmt", _] => true, // all registered ones: statements are not evaluated
        ["attestationCertTimeIgnored" or "sha1InAttestation"] => true, // for the same reason
        ["uvNotRequired"] => !requireUserVerification,
        ["nonCanonicalCborAllowed" or "ignoresTokenBinding"] => true,
        ["httpOriginAllowed" or "androidAppOrigin"] => true, // the harness allows the vector's own origin
        ["crossOriginAllowed" or "topOriginAllowed"] => false, // we are never embedded
        _ => throw new NotSupportedException($"Nobody has said what \"{requirement}\" means here."),
    };

    private async Task<(bool Passed, string Said)> RunAsync(RecordedVector vector, bool requireUserVerification)
    {
        var options = new RelyingPartyOptions
        {
            ServerDomain = vector.RpId,
            ServerName = "Recorded",
            RequireUserVerification = requireUserVerification,
        };
        options.Origins.AddRange(vector.Origins);
        if (vector.AllowedAlgorithms is { } allowed)
        {
            options.Algorithms = [.. CoseAlgorithm.Supported.Where(a => allowed.Contains(a.Id))];
        }

        var log = new ReasonLog();
        var relyingParty = Ceremonies.MakeRelyingParty(options, log);
        var user = new User { Handle = vector.UserHandle ?? "the-owner", DisplayName = "Owner", CreatedAt = DateTimeOffset.UnixEpoch };
        var credential = vector.CredentialJson(user.Handle);

        var passed = vector.IsAssertion
            ? await AssertAsync(relyingParty, vector, user, credential)
            : await AttestAsync(relyingParty, vector, user, credential);

        return (passed, passed ? "accepted" : log.Reasons.Single());
    }

    private static async Task<bool> AttestAsync(RelyingParty relyingParty, RecordedVector vector, User user, string credential)
    {
        var started = await relyingParty.MakeCreationOptionsAsync(user, []);
        var state = EngineStates.WithChallenge(started.EngineState, vector.Challenge);

        return (await relyingParty.VerifyAttestationAsync(user, credential, state, TestContext.Current.CancellationToken)).Succeeded;
    }

    private async Task<bool> AssertAsync(RelyingParty relyingParty, RecordedVector vector, User user, string credential)
    {
        var ct = TestContext.Current.CancellationToken;
        var started = await relyingParty.MakeRequestOptionsAsync();
        var state = EngineStates.WithChallenge(started.EngineState, vector.Challenge);

        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(ct); // never committed: ids and handles repeat
        db.Users.Add(user);
        db.Passkeys.Add(new Passkey
        {
            UserId = user.Id,
            CredentialId = vector.CredentialId,
            PublicKey = vector.PublicKey,
            Name = vector.Id,
            SignCount = vector.StoredSignCount,
            IsBackupEligible = vector.IsBackupEligible,
            AttestationFormat = "none",
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();

        return (await relyingParty.VerifyAssertionAsync(db, credential, state, ct)).Succeeded;
    }
}
