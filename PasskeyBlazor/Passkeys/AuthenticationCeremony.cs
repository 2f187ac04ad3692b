using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The authentication ceremony (WebAuthn §7.2): a passkey says who is here. It signs somebody in, or confirms that somebody who
/// is signed in is still there; what was begun as one is never completed as the other.
/// </summary>
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

        var passkey = await AnswerAsync(db, pending, credentialJson, cancellationToken);
        if (passkey.Succeeded && passkey.Value.IsDiscoverable == false)
        {
            passkey.Value.IsDiscoverable = true; // it was found without a name, whatever the browser said when it was made
        }

        return passkey;
    }

    /// <summary>
    /// The id of a credential that was refused, if no account has it. To be asked after every refusal alike, so that how long it
    /// takes tells nothing.
    /// </summary>
    public async Task<byte[]?> FindUnknownAsync(AppDbContext db, string credentialJson, CancellationToken cancellationToken = default)
    {
        try
        {
            var id = AssertionAnswer.Parse(credentialJson).Id;
            return await db.Passkeys.AnyAsync(p => p.CredentialId == id, cancellationToken) ? null : id;
        }
        catch (RefusedException)
        {
            return null; // not even to be read
        }
    }

    /// <summary>Makes request options for the passkeys of somebody who is signed in. Reads and writes no database.</summary>
    /// <param name="session">With its user and their passkeys; only from it can the ceremony be completed.</param>
    public async Task<StartedCeremony> BeginConfirmationAsync(Session session)
    {
        var options = await relyingParty.MakeRequestOptionsAsync(session.User, [.. Confirming(session.User)]);
        var pending = new PendingConfirmation
        {
            Challenge = options.Challenge,
            EngineState = options.EngineState,
            ExpiresAt = seal.EndOfOneBegunNow(),
            SessionId = session.Id,
        };

        return new StartedCeremony(options.Json, seal.Seal(pending));
    }

    /// <summary>Those of somebody's passkeys that can confirm that they are still there.</summary>
    public static IEnumerable<Passkey> Confirming(User user) => user.Passkeys.Where(p => p.RevokedAt is null);

    /// <summary>Checks that the assertion is by a passkey of the session's own user, and stages what changes; the caller saves.</summary>
    public async Task<CeremonyResult<Passkey>> CompleteConfirmationAsync(
        AppDbContext db, Session session, string state, string credentialJson, CancellationToken cancellationToken = default)
    {
        if (!seal.TryOpen(state, out PendingConfirmation? pending) || pending.SessionId != session.Id)
        {
            LogStateRefused("not ours, too late, or of another session");
            return CeremonyFailure.ChallengeExpired;
        }

        var passkey = await AnswerAsync(db, pending, credentialJson, cancellationToken);
        if (passkey.Succeeded && passkey.Value.UserId != session.UserId)
        {
            LogOfAnother(session.UserId);
            db.ChangeTracker.Clear();
            return CeremonyFailure.PasskeyRefused;
        }

        return passkey;
    }

    private async Task<CeremonyResult<Passkey>> AnswerAsync(
        AppDbContext db, PendingCeremony pending, string credentialJson, CancellationToken cancellationToken)
    {
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

    [LoggerMessage(LogLevel.Information, "A passkey's answer was refused before it was read: the state is {Reason}.")]
    private partial void LogStateRefused(string reason);

    [LoggerMessage(LogLevel.Warning, "A confirmation by user {UserId} was refused: the passkey is somebody else's.")]
    private partial void LogOfAnother(Guid userId);
}
