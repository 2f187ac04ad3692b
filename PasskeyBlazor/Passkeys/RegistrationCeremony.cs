using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The registration ceremony (WebAuthn §7.1): the signed-in user gets one more passkey. Only the session selects the account; no
/// data from the browser does.
/// </summary>
public sealed partial class RegistrationCeremony(
    IDbContextFactory<AppDbContext> databases,
    RelyingParty relyingParty,
    CeremonySeal seal,
    Reauthentication reauthentication,
    IOptions<PasskeyOptions> rules,
    TimeProvider clock,
    ILogger<RegistrationCeremony> logger)
{
    /// <summary>Creates creation options. One read, no write; requires reauthentication.</summary>
    /// <param name="sessionId">The session of the user who gets the passkey.</param>
    /// <param name="place">The requested place; null lets the browser ask.</param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    public async Task<Result<StartedCeremony>> BeginAsync(
        Guid sessionId, PasskeyPlace? place = null, CancellationToken cancellationToken = default)
    {
        var started = await BeginEachAsync(sessionId, [place], cancellationToken);

        return started.Succeeded ? started.Value[0] : started.Failure;
    }

    /// <summary>The same for several places with one read. The person chooses one of them later.</summary>
    /// <returns>The options, or a failure: <see cref="Failure.NotSaved"/> when the database does not answer.</returns>
    public Task<Result<StartedCeremony[]>> BeginEachAsync(
        Guid sessionId, IReadOnlyList<PasskeyPlace?> places, CancellationToken cancellationToken = default) =>
        TryBeginAsync(sessionId, places, cancellationToken).OrAsync<Result<StartedCeremony[]>>(Failure.NotSaved, LogNotBegun);

    /// <summary>Verifies the attestation and saves the passkey; the same save spends the challenge.</summary>
    /// <returns>
    /// The passkey, or a failure: <see cref="Failure.NotSaved"/> when the database does not answer before the save, and
    /// <see cref="Failure.MaybeSaved"/> when it does not say afterwards whether it has saved.
    /// </returns>
    public Task<Result<Passkey>> CompleteAsync(
        Guid sessionId, string state, string credentialJson, CancellationToken cancellationToken = default) =>
        TryCompleteAsync(sessionId, state, credentialJson, cancellationToken).OrAsync<Result<Passkey>>(Failure.NotSaved, LogNotAnswered);

    private async Task<Result<StartedCeremony[]>> TryBeginAsync(Guid sessionId, IReadOnlyList<PasskeyPlace?> places, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var session = await reauthentication.FindAsync(db, sessionId, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var user = session.Value.User;
        if (user.Passkeys.Count >= rules.Value.MaxPerUser)
        {
            return Failure.LimitReached;
        }

        return places.Select(place => Begin(user, sessionId, place)).ToArray();
    }

    private async Task<Result<Passkey>> TryCompleteAsync(Guid sessionId, string state, string credentialJson, CancellationToken cancellationToken)
    {
        if (!seal.TryOpen(state, out PendingRegistration? pending) || pending.SessionId != sessionId)
        {
            LogStateRefused();
            return Failure.ChallengeExpired;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var session = await reauthentication.FindOpenAsync(db, sessionId, cancellationToken);
        if (session is null)
        {
            return Failure.SignedOut;
        }

        if (session.User.Passkeys.Count >= rules.Value.MaxPerUser)
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
        db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.PasskeyAdded, passkey.CreatedAt, AccountEventDetail.Of(passkey)));
        db.SpentChallenges.Add(pending.ToSpent());

        return await UnitOfWork.RunAsync(() => SaveAsync(db, passkey, pending, cancellationToken), cancellationToken);
    }

    private StartedCeremony Begin(User user, Guid sessionId, PasskeyPlace? place)
    {
        // A passkey that does not sign in must not prevent one that does, on the same authenticator.
        var options = relyingParty.MakeCreationOptions(
            PasskeyCredential.Entity(user), user.Passkeys.Where(SignInMethods.IsOne).Select(PasskeyCredential.Descriptor), place);
        var pending = new PendingRegistration
        {
            Challenge = options.Challenge,
            ExpiresAt = seal.EndOfOneBegunNow(),
            SessionId = sessionId,
        };

        return new StartedCeremony(options.Json, seal.Seal(pending));
    }

    private async Task<Result<Passkey>> SaveAsync(
        AppDbContext db, Passkey passkey, PendingRegistration pending, CancellationToken cancellationToken)
    {
        try
        {
            // The check and the insert are one step: simultaneous answers cannot exceed the limit together, and a model that was
            // blocked meanwhile gets no passkey.
            await using var transaction = await db.BeginWriteAsync(cancellationToken);
            if (!await reauthentication.IsOpenAsync(db, pending.SessionId, cancellationToken))
            {
                return Failure.SignedOut; // in another tab or browser, while the answer was verified
            }

            if (await db.Passkeys.CountAsync(p => p.UserId == passkey.UserId, cancellationToken) >= rules.Value.MaxPerUser)
            {
                return Failure.LimitReached;
            }

            if (await db.BlockedModels.AnyAsync(m => m.Aaguid == passkey.Aaguid, cancellationToken))
            {
                LogModelRefused(passkey.UserId, passkey.Aaguid);
                return Failure.PasskeyRefused;
            }

            await db.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken); // if the commit collides, the rows are still to be added
            await transaction.CommitAsync(cancellationToken);
            LogAdded(passkey.Id, passkey.UserId);
            return passkey;
        }
        catch (Exception refused) when (DatabaseFault.Is(refused) && !DatabaseFault.IsCollision(refused))
        {
            // The save failed as a whole. The current data shows why.
            db.ChangeTracker.Clear();
            try
            {
                if (await db.Passkeys.AnyAsync(p => p.Id == passkey.Id, cancellationToken))
                {
                    return passkey; // it was saved, and only the confirmation was lost
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
            catch (Exception unanswered) when (DatabaseFault.Is(unanswered))
            {
                LogNotSaved(passkey.UserId, refused);
                return Failure.MaybeSaved;
            }

            LogNotSaved(passkey.UserId, refused);
            return Failure.NotSaved;
        }
    }

    private Passkey NewPasskey(Session session, VerifiedAttestation attestation) => new()
    {
        UserId = session.UserId,
        User = session.User,
        CredentialId = attestation.CredentialId,
        PublicKey = attestation.PublicKey,
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

    [LoggerMessage(LogLevel.Warning, "No creation options were made, because the database does not answer.")]
    private partial void LogNotBegun(Exception fault);

    [LoggerMessage(LogLevel.Information, "A registration was refused before its answer was read: its state is not ours, too late, or of another session.")]
    private partial void LogStateRefused();

    [LoggerMessage(LogLevel.Information, "A registration by user {UserId} was refused: its challenge had been answered before.")]
    private partial void LogSpent(Guid userId);

    [LoggerMessage(LogLevel.Information, "Passkey {PasskeyId} was added to user {UserId}.")]
    private partial void LogAdded(Guid passkeyId, Guid userId);

    [LoggerMessage(LogLevel.Information, "A registration by user {UserId} was refused: the authenticator model {Aaguid} is blocked.")]
    private partial void LogModelRefused(Guid userId, Guid aaguid);

    [LoggerMessage(LogLevel.Warning, "A registration by user {UserId} was refused: the credential id is registered already.")]
    private partial void LogCredentialIdTaken(Guid userId);

    [LoggerMessage(LogLevel.Error, "A registration failed at the database.")]
    private partial void LogNotAnswered(Exception fault);

    [LoggerMessage(LogLevel.Error, "A passkey of user {UserId} could not be saved.")]
    private partial void LogNotSaved(Guid userId, Exception fault);
}
