using System.Security.Cryptography;
using System.Text;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>The authentication ceremony (WebAuthn §7.2): a passkey says who is here.</summary>
public sealed partial class AuthenticationCeremony(
    RelyingParty relyingParty, CeremonySeal seal, TimeProvider clock, ILogger<AuthenticationCeremony> logger)
{
    /// <summary>Makes request options for any passkey of this relying party. Reads and writes no database.</summary>
    /// <param name="browser">The secret of this browser; only with the same one can the ceremony be completed.</param>
    public async Task<StartedCeremony> BeginAsync(string browser)
    {
        var options = await relyingParty.MakeRequestOptionsAsync();
        var pending = new PendingAuthentication
        {
            Challenge = options.Challenge,
            EngineState = options.EngineState,
            ExpiresAt = seal.EndOfOneBegunNow(),
            Browser = Hash(browser),
        };

        return new StartedCeremony(options.Json, seal.Seal(pending));
    }

    /// <summary>Checks the assertion and stages what changes; the caller saves, together with what follows from it.</summary>
    public async Task<CeremonyResult<Passkey>> CompleteAsync(
        AppDbContext db, string browser, string state, string credentialJson, CancellationToken cancellationToken = default)
    {
        if (!seal.TryOpen(state, out PendingAuthentication? pending))
        {
            LogStateRefused("not ours, or too late");
            return CeremonyFailure.ChallengeExpired;
        }

        if (!CryptographicOperations.FixedTimeEquals(pending.Browser, Hash(browser)))
        {
            LogStateRefused("begun in another browser");
            return CeremonyFailure.ChallengeExpired;
        }

        var assertion = await relyingParty.VerifyAssertionAsync(db, credentialJson, pending.EngineState, cancellationToken);
        if (!assertion.Succeeded)
        {
            return assertion.Failure;
        }

        var passkey = assertion.Value.Passkey;
        passkey.SignCount = assertion.Value.SignCount; // a concurrency token: the counter only moves forward
        passkey.IsBackedUp = assertion.Value.IsBackedUp;
        passkey.LastUsedAt = clock.GetUtcNow();
        db.SpentChallenges.Add(new SpentChallenge { Challenge = pending.Challenge, ExpiresAt = pending.ExpiresAt });

        return passkey;
    }

    private static byte[] Hash(string browser) => SHA256.HashData(Encoding.UTF8.GetBytes(browser));

    [LoggerMessage(LogLevel.Information, "A passkey sign-in was refused before its answer was read: the state is {Reason}.")]
    private partial void LogStateRefused(string reason);
}
