using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The registration ceremony (WebAuthn §7.1): the person who is signed in gets one more passkey. The session is the only
/// subject; nothing that the browser says chooses the account.
/// </summary>
public sealed partial class RegistrationCeremony(
    IDbContextFactory<AppDbContext> databases,
    RelyingParty relyingParty,
    CeremonySeal seal,
    RecentSignIn recentSignIn,
    AuthenticatorNames names,
    IOptions<PasskeyRules> rules,
    TimeProvider clock,
    ILogger<RegistrationCeremony> logger)
{
    /// <summary>Makes creation options. One read, no write; asks for a recent sign-in.</summary>
    /// <param name="sessionId">Of whoever gets the passkey.</param>
    /// <param name="place">Where it shall be; null lets the browser ask.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<Result<StartedCeremony>> BeginAsync(
        Guid sessionId, PasskeyPlace? place = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var session = await recentSignIn.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var user = session.Value.User;
        if (user.Passkeys.Count >= rules.Value.MostPerUser)
        {
            return Failure.LimitReached;
        }

        var options = relyingParty.MakeCreationOptions(
            PasskeyCredential.Entity(user), user.Passkeys.Where(p => p.RevokedAt is null).Select(PasskeyCredential.Descriptor), place);
        var pending = new PendingRegistration
        {
            Challenge = options.Challenge,
            ExpiresAt = seal.EndOfOneBegunNow(),
            SessionId = sessionId,
        };

        return new StartedCeremony(options.Json, seal.Seal(pending));
    }

    /// <summary>Checks the attestation and keeps the passkey; the challenge is spent in the same save.</summary>
    public async Task<Result<Passkey>> CompleteAsync(
        Guid sessionId, string state, string credentialJson, CancellationToken cancellationToken = default)
    {
        if (!seal.TryOpen(state, out PendingRegistration? pending) || pending.SessionId != sessionId)
        {
            LogStateRefused();
            return Failure.ChallengeExpired;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var session = await recentSignIn.FindOpenAsync(db, sessionId, cancellationToken);
        if (session is null)
        {
            return Failure.SignedOut;
        }

        if (session.User.Passkeys.Count >= rules.Value.MostPerUser)
        {
            return Failure.LimitReached;
        }

        var attestation = await relyingParty.VerifyAttestationAsync(credentialJson, pending.Challenge, cancellationToken);
        if (!attestation.Succeeded)
        {
            RefusalLog.Write(logger, "registration", attestation.Refusal, RelyingParty.ReadCredentialId(credentialJson));
            return attestation.Refusal.Failure;
        }

        var passkey = NewPasskey(session, attestation.Value);
        db.Passkeys.Add(passkey);
        db.Activities.Add(Activity.In(session, ActivityKind.PasskeyAdded, passkey.CreatedAt, passkey.Name));
        db.SpentChallenges.Add(new SpentChallenge { Challenge = pending.Challenge, ExpiresAt = pending.ExpiresAt });

        return await SaveAsync(db, passkey, pending, cancellationToken);
    }

    /// <summary>Whether no account has the passkey that a browser made: then it is worth nothing, and may be forgotten there.</summary>
    public async Task<bool> IsWorthNothingAsync(string credentialJson, CancellationToken cancellationToken = default)
    {
        if (RelyingParty.ReadCredentialId(credentialJson) is not { } id)
        {
            return true;
        }

        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);

            return !await db.Passkeys.AnyAsync(p => p.CredentialId == id, cancellationToken);
        }
        catch (DbException)
        {
            return true; // what could not be saved is not there
        }
    }

    private async Task<Result<Passkey>> SaveAsync(
        AppDbContext db, Passkey passkey, PendingRegistration pending, CancellationToken cancellationToken)
    {
        try
        {
            // Asked and added in one step: answers at once cannot pass the limit together, and a model that was blocked meanwhile gets no passkey.
            await using var both = await db.BeginWriteAsync(cancellationToken);
            if (!await recentSignIn.IsOpenAsync(db, pending.SessionId, cancellationToken))
            {
                return Failure.SignedOut; // elsewhere, while the answer was checked
            }

            if (await db.Passkeys.CountAsync(p => p.UserId == passkey.UserId, cancellationToken) >= rules.Value.MostPerUser)
            {
                return Failure.LimitReached;
            }

            if (await db.RefusedMakes.AnyAsync(m => m.Aaguid == passkey.Aaguid, cancellationToken))
            {
                LogMakeRefused(passkey.UserId, passkey.Aaguid);
                return Failure.PasskeyRefused;
            }

            await db.SaveChangesAsync(cancellationToken);
            await both.CommitAsync(cancellationToken);
            LogAdded(passkey.Id, passkey.UserId);
            return passkey;
        }
        catch (Exception refused) when (refused is DbUpdateException or DbException)
        {
            // The save failed whole. What is true now tells why.
            db.ChangeTracker.Clear();
            try
            {
                if (await db.Passkeys.AnyAsync(p => p.Id == passkey.Id, cancellationToken))
                {
                    return passkey; // it was saved, and only the word of it was lost
                }

                if (await db.SpentChallenges.AnyAsync(c => c.Challenge == pending.Challenge, cancellationToken))
                {
                    LogSpent(passkey.UserId);
                    return Failure.ChallengeSpent;
                }

                if (await db.Passkeys.AnyAsync(p => p.CredentialId == passkey.CredentialId, cancellationToken))
                {
                    LogCredentialIdTaken(passkey.UserId);
                    return Failure.PasskeyRefused;
                }
            }
            catch (DbException)
            {
                // Not even to be asked: the first fault is the one to log.
            }

            LogNotSaved(passkey.UserId, refused);
            return Failure.NotSaved;
        }
    }

    private Passkey NewPasskey(Session session, VerifiedAttestation attestation) => new()
    {
        UserId = session.UserId,
        CredentialId = attestation.CredentialId,
        PublicKey = attestation.PublicKey,
        Name = PasskeyName.Among(session.User.Passkeys, names.NameFor(attestation.Aaguid, session.Browser, session.System)),
        SignCount = attestation.SignCount,
        Aaguid = attestation.Aaguid,
        Transports = attestation.Transports,
        IsDiscoverable = attestation.IsDiscoverable,
        IsUserVerified = attestation.IsUserVerified,
        IsBackupEligible = attestation.IsBackupEligible,
        IsBackedUp = attestation.IsBackedUp,
        AttestationFormat = attestation.AttestationFormat,
        Browser = session.Browser,
        System = session.System,
        CreatedAt = clock.GetUtcNow(),
    };

    [LoggerMessage(LogLevel.Information, "A registration was refused before its answer was read: its state is not ours, too late, or of another session.")]
    private partial void LogStateRefused();

    [LoggerMessage(LogLevel.Information, "A registration by user {UserId} was refused: its challenge had been answered before.")]
    private partial void LogSpent(Guid userId);

    [LoggerMessage(LogLevel.Information, "Passkey {PasskeyId} was added to user {UserId}.")]
    private partial void LogAdded(Guid passkeyId, Guid userId);

    [LoggerMessage(LogLevel.Information, "A registration by user {UserId} was refused: passkeys of make {Aaguid} are not accepted.")]
    private partial void LogMakeRefused(Guid userId, Guid aaguid);

    [LoggerMessage(LogLevel.Warning, "A registration by user {UserId} was refused: the credential id is registered already.")]
    private partial void LogCredentialIdTaken(Guid userId);

    [LoggerMessage(LogLevel.Error, "A passkey of user {UserId} could not be saved.")]
    private partial void LogNotSaved(Guid userId, Exception fault);
}
