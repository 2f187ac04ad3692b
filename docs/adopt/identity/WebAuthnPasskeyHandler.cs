using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// Lets <see cref="RelyingParty"/> create the options and verify the answers of ASP.NET Core Identity. Identity keeps the state of a
/// ceremony in an encrypted cookie, and it saves the passkey and signs in.
/// </summary>
public sealed partial class WebAuthnPasskeyHandler<TUser>(
    UserManager<TUser> users, RelyingParty relyingParty, TimeProvider clock, ILogger<WebAuthnPasskeyHandler<TUser>> logger)
    : IPasskeyHandler<TUser>
    where TUser : class
{
    /// <summary>
    /// The answered challenges, until they expire. Identity deletes the cookie only in the browser: without this list, a copied cookie
    /// and its answer would sign in again.
    /// </summary>
    private static readonly ConcurrentDictionary<string, DateTimeOffset> Answered = new();

    public async Task<PasskeyCreationOptionsResult> MakeCreationOptionsAsync(PasskeyUserEntity userEntity, HttpContext httpContext)
    {
        var user = await users.FindByIdAsync(userEntity.Id); // null where the app creates the user together with the passkey
        var options = relyingParty.MakeCreationOptions(
            new UserEntity(HandleOf(userEntity.Id), userEntity.Name, userEntity.DisplayName), await DescriptorsAsync(user));
        var state = new PendingAttestation(options.Challenge, EndOfOneBegunNow(), userEntity.Id, userEntity.Name, userEntity.DisplayName);

        return new PasskeyCreationOptionsResult { CreationOptionsJson = options.Json, AttestationState = JsonSerializer.Serialize(state) };
    }

    /// <param name="user">The owner of the typed user name; null where any passkey may answer.</param>
    /// <param name="httpContext">Not used: the RP ID and the origins come from the settings.</param>
    public async Task<PasskeyRequestOptionsResult> MakeRequestOptionsAsync(TUser? user, HttpContext httpContext)
    {
        var options = relyingParty.MakeRequestOptions(await DescriptorsAsync(user));
        var state = new PendingAssertion(options.Challenge, EndOfOneBegunNow(), user is null ? null : await users.GetUserIdAsync(user));

        return new PasskeyRequestOptionsResult { RequestOptionsJson = options.Json, AssertionState = JsonSerializer.Serialize(state) };
    }

    /// <summary>Verifies a registration (§7.1).</summary>
    public async Task<PasskeyAttestationResult> PerformAttestationAsync(PasskeyAttestationContext context)
    {
        if (Read<PendingAttestation>(context.AttestationState) is not { } pending || clock.GetUtcNow() >= pending.ExpiresAt)
        {
            return FailedAttestation(new(Failure.ChallengeExpired, "state-expired"));
        }

        // The page adds the passkey to the signed-in user. With the handle of another user it would never sign in.
        if (users.GetUserId(context.HttpContext.User) is { } signedIn && signedIn != pending.UserId)
        {
            return FailedAttestation(new(Failure.ChallengeExpired, "state-of-another-user"));
        }

        var attestation = await relyingParty.VerifyAttestationAsync(
            context.CredentialJson, pending.Challenge, context.HttpContext.RequestAborted);
        if (!attestation.Succeeded)
        {
            return FailedAttestation(attestation.Refusal);
        }

        var verified = attestation.Value;
        if (await users.FindByPasskeyIdAsync(verified.CredentialId) is not null) // step 26
        {
            return FailedAttestation(new(Failure.PasskeyRefused, "credential-id-taken"));
        }

        if (!IsFirstAnswer(pending.Challenge, pending.ExpiresAt))
        {
            return FailedAttestation(new(Failure.ChallengeSpent, "challenge-spent"));
        }

        var answer = AttestationAnswer.Parse(context.CredentialJson);
        var passkey = new UserPasskeyInfo(
            verified.CredentialId,
            verified.PublicKey,
            clock.GetUtcNow(),
            verified.SignCount,
            verified.Transports,
            verified.IsUserVerified,
            verified.IsBackupEligible,
            verified.IsBackedUp,
            answer.AttestationObject,
            answer.ClientData);

        return PasskeyAttestationResult.Success(
            passkey, new PasskeyUserEntity { Id = pending.UserId, Name = pending.Name, DisplayName = pending.DisplayName });
    }

    /// <summary>Verifies an assertion (§7.2).</summary>
    public async Task<PasskeyAssertionResult<TUser>> PerformAssertionAsync(PasskeyAssertionContext context)
    {
        if (Read<PendingAssertion>(context.AssertionState) is not { } pending || clock.GetUtcNow() >= pending.ExpiresAt)
        {
            return FailedAssertion(new(Failure.ChallengeExpired, "state-expired"));
        }

        var id = RelyingParty.ReadCredentialId(context.CredentialJson);
        var user = id is null ? null : await users.FindByPasskeyIdAsync(id);
        var passkey = user is null ? null : await users.GetPasskeyAsync(user, id!);
        var userId = user is null ? null : await users.GetUserIdAsync(user);
        var isOfAnother = pending.UserId is not null && userId != pending.UserId; // step 5: its id was not in the options
        var record = passkey is null || isOfAnother
            ? null
            : new CredentialRecord(HandleOf(userId!), passkey.PublicKey, passkey.SignCount, passkey.IsBackupEligible, IsRevoked: false);

        var assertion = await relyingParty.VerifyAssertionAsync(
            context.CredentialJson, pending.Challenge, record, isUserIdentified: pending.UserId is not null, context.HttpContext.RequestAborted);
        if (!assertion.Succeeded)
        {
            return FailedAssertion(assertion.Refusal);
        }

        if (!IsFirstAnswer(pending.Challenge, pending.ExpiresAt))
        {
            return FailedAssertion(new(Failure.ChallengeSpent, "challenge-spent", IsSignatureVerified: true));
        }

        passkey!.SignCount = assertion.Value.SignCount; // a success has a record
        passkey.IsBackedUp = assertion.Value.IsBackedUp;

        return PasskeyAssertionResult.Success(passkey, user!); // Identity saves both
    }

    /// <summary>Identity's own handler encodes the id in the same way, so its passkeys go on working.</summary>
    private static byte[] HandleOf(string userId) => Encoding.UTF8.GetBytes(userId);

    private static T? Read<T>(string? state)
        where T : class => state is null ? null : JsonSerializer.Deserialize<T>(state);

    /// <summary>The sentence for the page. It is the same for all reasons that could tell whether a passkey exists.</summary>
    private static PasskeyException Sentence(Failure failure) => new(failure switch
    {
        Failure.UserVerificationNeeded => "Your passkey has to ask for your PIN, fingerprint or face.",
        Failure.NotCompatible => "This authenticator cannot be used here.",
        Failure.TooLarge => "The answer of your passkey provider is too large.",
        Failure.ChallengeExpired => "That took too long. Try again.",
        Failure.ChallengeSpent => "That answer was used already. Try again.",
        _ => "The passkey was refused.",
    });

    private async Task<IEnumerable<CredentialDescriptor>> DescriptorsAsync(TUser? user) => user is null
        ? []
        : (await users.GetPasskeysAsync(user)).Select(passkey => new CredentialDescriptor(passkey.CredentialId, passkey.Transports ?? []));

    /// <summary>Only a verified answer is remembered, so an attacker cannot fill the list.</summary>
    private bool IsFirstAnswer(byte[] challenge, DateTimeOffset expiresAt)
    {
        foreach (var expired in Answered.Where(answered => answered.Value <= clock.GetUtcNow()))
        {
            Answered.TryRemove(expired);
        }

        return Answered.TryAdd(Convert.ToHexString(challenge), expiresAt);
    }

    private DateTimeOffset EndOfOneBegunNow() => clock.GetUtcNow() + RelyingPartyOptions.Timeout;

    private PasskeyAttestationResult FailedAttestation(Refusal refusal)
    {
        LogRefused("registration", refusal.Reason, refusal.IsSignatureVerified, refusal.Cause);

        return PasskeyAttestationResult.Fail(Sentence(refusal.Failure));
    }

    private PasskeyAssertionResult<TUser> FailedAssertion(Refusal refusal)
    {
        LogRefused("sign-in", refusal.Reason, refusal.IsSignatureVerified, refusal.Cause);

        return PasskeyAssertionResult.Fail<TUser>(Sentence(refusal.Failure));
    }

    [LoggerMessage(LogLevel.Warning, "A passkey {Ceremony} was refused: {Reason} (signature verified: {IsSignatureVerified}).")]
    private partial void LogRefused(string ceremony, string reason, bool isSignatureVerified, Exception? cause);

    private sealed record PendingAttestation(byte[] Challenge, DateTimeOffset ExpiresAt, string UserId, string Name, string DisplayName);

    private sealed record PendingAssertion(byte[] Challenge, DateTimeOffset ExpiresAt, string? UserId);
}
