using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The authentication ceremony (WebAuthn §7.2): a passkey proves the identity of the person. It signs a person in, or
/// reauthenticates a signed-in user. A ceremony that starts as one never completes as the other.
/// </summary>
public sealed partial class AuthenticationCeremony(
    RelyingParty relyingParty, CeremonySeal seal, TimeProvider clock, ILogger<AuthenticationCeremony> logger)
{
    /// <summary>Creates request options for any passkey of this relying party. Reads and writes no database.</summary>
    /// <param name="browser">The secret of this browser; the ceremony completes only with the same one.</param>
    public StartedCeremony Begin(string browser)
    {
        var options = relyingParty.MakeRequestOptions();
        var pending = new PendingAuthentication
        {
            Challenge = options.Challenge,
            ExpiresAt = seal.EndOfOneBegunNow(),
            Browser = Hash(browser),
        };

        return new StartedCeremony(options.Json, seal.Seal(pending));
    }

    /// <summary>
    /// Verifies the assertion and stages its changes on <paramref name="db"/>. The caller saves them together with the new session.
    /// Only that save checks whether the challenge is spent.
    /// </summary>
    public async Task<Result<SignInProof, RefusedAuthentication>> CompleteAsync(
        AppDbContext db, string browser, string state, string credentialJson, CancellationToken cancellationToken = default)
    {
        if (!seal.TryOpen(state, out PendingAuthentication? pending))
        {
            LogStateRefused("not ours, or too late");
            return new RefusedAuthentication(Failure.ChallengeExpired);
        }

        if (!CryptographicOperations.FixedTimeEquals(pending.Browser, Hash(browser)))
        {
            LogStateRefused("begun in another browser");
            return new RefusedAuthentication(Failure.ChallengeExpired);
        }

        var result = await VerifyAsync(db, pending, identified: null, credentialJson, cancellationToken);
        if (result.Value?.Passkey is { IsDiscoverable: false } passkey)
        {
            // It was found without an allow list, although the browser reported at registration that it is not discoverable.
            passkey.IsDiscoverable = true;
        }

        return result;
    }

    /// <summary>Creates request options for the passkeys of a signed-in user. Reads and writes no database.</summary>
    /// <param name="session">With its user and their passkeys; the ceremony completes only in this session.</param>
    public StartedCeremony BeginReauthentication(Session session)
    {
        var options = relyingParty.MakeRequestOptions(Confirming(session.User).Select(PasskeyCredential.Descriptor));
        var pending = new PendingReauthentication
        {
            Challenge = options.Challenge,
            ExpiresAt = seal.EndOfOneBegunNow(),
            SessionId = session.Id,
        };

        return new StartedCeremony(options.Json, seal.Seal(pending));
    }

    /// <summary>
    /// The passkeys of a user that can reauthenticate them. Beside a usable one, an unusable one that only confirms is offered too: there
    /// is no other ceremony where a success could show that it works again.
    /// </summary>
    public static IEnumerable<Passkey> Confirming(User user) => user.Passkeys.Any(p => p.IsUsable)
        ? user.Passkeys.Where(p => p.IsUsable || p is { RevokedAt: null, IsDiscoverable: false })
        : [];

    /// <summary>
    /// Verifies that the assertion is from a passkey of the session's user, and stages its changes on <paramref name="db"/>. The
    /// caller saves.
    /// </summary>
    public async Task<Result<SignInProof, RefusedAuthentication>> CompleteReauthenticationAsync(
        AppDbContext db, Session session, string state, string credentialJson, CancellationToken cancellationToken = default)
    {
        if (!seal.TryOpen(state, out PendingReauthentication? pending) || pending.SessionId != session.Id)
        {
            LogStateRefused("not ours, too late, or of another session");
            return new RefusedAuthentication(Failure.ChallengeExpired);
        }

        var result = await VerifyAsync(db, pending, session.UserId, credentialJson, cancellationToken);
        if (result.Succeeded && result.Value.User.Id != session.UserId)
        {
            LogOfAnother(session.UserId);
            return new RefusedAuthentication(Failure.PasskeyRefused); // the staged changes are not saved
        }

        return result;
    }

    /// <param name="db">The changes of an accepted answer are staged here.</param>
    /// <param name="pending">The ceremony that is answered.</param>
    /// <param name="identified">The user who is asked to reauthenticate; null where the answer itself names the user.</param>
    /// <param name="credentialJson">The answer.</param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    private async Task<Result<SignInProof, RefusedAuthentication>> VerifyAsync(
        AppDbContext db, PendingCeremony pending, Guid? identified, string credentialJson, CancellationToken cancellationToken)
    {
        var id = RelyingParty.ReadCredentialId(credentialJson);
        var passkey = id is null
            ? null
            : await db.Passkeys.Include(p => p.User).SingleOrDefaultAsync(Passkey.HasCredentialId(id), cancellationToken);

        var record = passkey is null ? null : PasskeyCredential.Record(passkey);
        var assertion = await relyingParty.VerifyAssertionAsync(credentialJson, pending.Challenge, record, identified is not null, cancellationToken);
        if (!assertion.Succeeded)
        {
            return await RefuseAsync(db, pending, identified, assertion.Refusal, id, passkey, cancellationToken);
        }

        passkey!.SignCount = assertion.Value.SignCount; // a success has a record
        passkey.IsBackedUp = assertion.Value.IsBackedUp;
        passkey.NoteSuccess(clock.GetUtcNow());
        foreach (var mark in (string[])[nameof(Passkey.UnusableSince), nameof(Passkey.UnusableReason), nameof(Passkey.CounterRefusedAt)])
        {
            db.Entry(passkey).Property(mark).IsModified = true; // also clears a mark that another answer has set since this one was read
        }

        return SignInProof.OfPasskey(passkey, pending.ToSpent());
    }

    private async Task<RefusedAuthentication> RefuseAsync(
        AppDbContext db, PendingCeremony pending, Guid? identified, Refusal refusal, byte[]? id, Passkey? passkey, CancellationToken cancellationToken)
    {
        var reference = RefusalLog.Write(logger, identified is null ? "sign-in" : "reauthentication", refusal, id);
        if (passkey is null)
        {
            return new(refusal.Failure, UnknownCredentialId: refusal.Failure == Failure.PasskeyRefused ? id : null);
        }

        if (refusal.IsSignatureVerified && await db.SpentChallenges.AnyAsync(c => c.Challenge == pending.Challenge, cancellationToken))
        {
            return new(Failure.ChallengeSpent); // the same answer again: it shows nothing new about the passkey
        }

        // An answer in another user's session does not count: that person cannot replace the passkey.
        var defect = identified is { } user && user != passkey.UserId ? null : PasskeyCredential.DefectOf(passkey, refusal, pending);
        var isUnusable = refusal.IsSignatureVerified && defect is not null && passkey.IsUnusableAfter(defect.Reason);

        return new(isUnusable ? Failure.PasskeyUnusable : refusal.Failure, Defect: defect, Event: new AccountEvent
        {
            UserId = passkey.UserId,
            At = clock.GetUtcNow(),
            Kind = identified is null ? AccountEventKind.SignInRefused : AccountEventKind.ReauthenticationRefused,
            Method = Session.ByPasskey,
            Detail = AccountEventDetail.Of(passkey),
            Hash = RefusalLog.HashOf(id),
            Reference = reference,
        });
    }

    private static byte[] Hash(string browser) => SHA256.HashData(Encoding.UTF8.GetBytes(browser));

    [LoggerMessage(LogLevel.Information, "A passkey's answer was refused before it was read: the state is {Reason}.")]
    private partial void LogStateRefused(string reason);

    [LoggerMessage(LogLevel.Warning, "A reauthentication of user {UserId} was refused: the passkey belongs to another account.")]
    private partial void LogOfAnother(Guid userId);
}
