using System.Security.Cryptography;
using System.Text.Json;
using Fido2NetLib;
using Fido2NetLib.Exceptions;
using Fido2NetLib.Objects;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// The relying party of WebAuthn: creates challenges and verifies answers. It stores nothing and uses no database. The library
/// Fido2 parses and verifies; <see cref="CredentialGuard"/> refuses what the library alone would accept.
/// </summary>
public sealed class RelyingParty(IOptions<RelyingPartyOptions> options, AllowedOrigins origins)
{
    private const int ChallengeLength = 32; // bytes; §13.4.3 asks for 16 at least

    /// <summary>The library requires a user in the options, but verifies nothing about it.</summary>
    private static readonly UserEntity AnyUser = new([0], "", "");

    /// <summary>Begins a registration (§5.4).</summary>
    /// <param name="user">The account that gets the credential.</param>
    /// <param name="existing">Its credentials: an authenticator that holds one of them creates no second one.</param>
    /// <param name="place">A hint for the place of the new one; null lets the browser ask.</param>
    public CeremonyOptions MakeCreationOptions(UserEntity user, IEnumerable<CredentialDescriptor> existing, PasskeyPlace? place = null)
    {
        var challenge = RandomNumberGenerator.GetBytes(ChallengeLength);

        return new(LibraryOptions.Creation(options.Value, challenge, user, existing, place).ToJson(), challenge);
    }

    /// <summary>Begins an authentication (§5.5).</summary>
    /// <param name="allowed">The credentials that may answer; an empty list lets the person choose any credential of the browser.</param>
    public CeremonyOptions MakeRequestOptions(params IEnumerable<CredentialDescriptor> allowed)
    {
        var challenge = RandomNumberGenerator.GetBytes(ChallengeLength);

        return new(LibraryOptions.Request(options.Value, challenge, allowed).ToJson(), challenge);
    }

    /// <summary>The credential id of an answer, to find its record; null where the answer is malformed. No signature is verified.</summary>
    public static byte[]? ReadCredentialId(string credentialJson)
    {
        try
        {
            using var json = CredentialJson.Parse(credentialJson);

            return json.Id;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    /// <summary>Whether a COSE key that another app stored can be the key of a credential record.</summary>
    /// <returns>Null, or the reason why not.</returns>
    public static string? WhyRefused(byte[] publicKey)
    {
        try
        {
            Refuse.When(CosePublicKey.Parse(publicKey).Encoded.Length < publicKey.Length, "public-key-trailing-bytes");

            return CredentialGuard.IsImportable(publicKey) ? null : "public-key-unusable";
        }
        catch (RefusedException refused)
        {
            return refused.Reason;
        }
    }

    /// <summary>
    /// Whether the browser says that the authenticator is another device: a phone or a security key. It is a hint and unsigned. False
    /// where the browser does not say.
    /// </summary>
    public static bool IsOfOtherDevice(string credentialJson)
    {
        try
        {
            using var json = CredentialJson.Parse(credentialJson);

            return json.Attachment == "cross-platform";
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    /// <summary>Verifies a registration (§7.1). The caller's unique index decides whether the credential id is free.</summary>
    /// <param name="credentialJson">A RegistrationResponseJSON (§5.1), at most 64 KB.</param>
    /// <param name="challenge">The challenge from the options.</param>
    public async Task<Result<VerifiedAttestation, Refusal>> VerifyAttestationAsync(
        string credentialJson, byte[] challenge, CancellationToken cancellationToken = default)
    {
        var expected = LibraryOptions.Creation(options.Value, challenge, AnyUser, [], place: null);
        var relyingParty = LibraryOptions.Configuration(options.Value, origins.All);
        try
        {
            var answer = AttestationAnswer.Parse(credentialJson);
            var parsed = AnswerParser.Parse(answer);
            CredentialGuard.CheckAttestation(answer, parsed, challenge, origins);

            var format = parsed.AttestationObject.Fmt;
            var data = parsed.AttestationObject.AuthData;
            var unattested = format == "none" ? parsed : AnswerParser.ParseWithoutStatement(answer, data.ToByteArray());
            var registered = await unattested.VerifyAsync(
                expected,
                relyingParty,
                (_, _) => Task.FromResult(true),
                metadataService: null,
                requestTokenBindingId: null,
                cancellationToken);

            return new VerifiedAttestation(
                registered.Id,
                CredentialGuard.CheckPublicKey(data),
                registered.SignCount,
                registered.AaGuid,
                answer.Transports,
                data.UserVerified,
                data.IsBackupEligible,
                data.IsBackedUp,
                answer.IsDiscoverable,
                format);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return RefusalOf(fault);
        }
    }

    /// <summary>Verifies an assertion (§7.2). Step 5 is the caller's: which credentials may answer. So is the spent challenge.</summary>
    /// <param name="credentialJson">An AuthenticationResponseJSON (§5.1), at most 64 KB.</param>
    /// <param name="challenge">The challenge from the options.</param>
    /// <param name="record">The record of the credential that <see cref="ReadCredentialId"/> names; null where there is none.</param>
    /// <param name="isUserIdentified">
    /// Whether the caller knew the user before the ceremony, and compares the owner of the record with that user. Then the answer
    /// may leave out the user handle (step 6). A user handle that is there must be the owner's in any case.
    /// </param>
    public async Task<Result<VerifiedAssertion, Refusal>> VerifyAssertionAsync(
        string credentialJson, byte[] challenge, CredentialRecord? record, bool isUserIdentified = false, CancellationToken cancellationToken = default)
    {
        var expected = LibraryOptions.Request(options.Value, challenge, []);
        var relyingParty = LibraryOptions.Configuration(options.Value, origins.All);
        var isSignatureVerified = false;
        try
        {
            var answer = AssertionAnswer.Parse(credentialJson);
            Refuse.When(answer.UserHandle is null && !isUserIdentified, "user-handle-missing");
            var parsed = AnswerParser.Parse(answer);
            // Before the record, so that the failure does not tell whether there is one.
            Refuse.When(IsUnverified(parsed.AuthenticatorData), "user-verification-requirement-not-met", Failure.UserVerificationNeeded);
            Refuse.When(record is null, "credential-unknown");
            CredentialGuard.CheckAssertion(answer, parsed, challenge, origins, record);

            try
            {
                await parsed.VerifyAsync(
                    expected,
                    relyingParty,
                    record.PublicKey,
                    record.SignCount,
                    (named, _) => Task.FromResult(CryptographicOperations.FixedTimeEquals(named.UserHandle, record.UserHandle)),
                    metadataService: null,
                    requestTokenBindingId: null,
                    cancellationToken);
            }
            catch (Exception fault) when (IsUnexpected(fault) && !CredentialGuard.IsImportable(record.PublicKey))
            {
                throw new RefusedException(Refusal.StoredPublicKeyCorrupt); // no answer can cure it
            }

            isSignatureVerified = true;

            var data = parsed.AuthenticatorData;
            CredentialGuard.CheckRecord(data, record);

            return new VerifiedAssertion(data.SignCount, data.IsBackedUp, data.UserVerified);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The library checks the counter last, after the signature.
            isSignatureVerified |= fault is Fido2VerificationException { Code: Fido2ErrorCode.InvalidSignCount };
            return RefusalOf(fault) with { IsSignatureVerified = isSignatureVerified };
        }
    }

    /// <summary>A person was present, and the authenticator did not verify them.</summary>
    private bool IsUnverified(AuthenticatorData data) => options.Value.RequireUserVerification && data is { UserPresent: true, UserVerified: false };

    /// <summary>
    /// The code in the try block uses no external service, so an exception is caused by the answer or by the stored key.
    /// </summary>
    private static Refusal RefusalOf(Exception fault) => fault switch
    {
        RefusedException refused => new(refused.Failure, refused.Reason),
        Fido2VerificationException { Code: Fido2ErrorCode.InvalidSignCount } => new(Failure.PasskeyRefused, Refusal.InvalidSignCount),
        Fido2VerificationException { Code: not Fido2ErrorCode.Unknown } refused => new(FailureOf(refused.Code), Kebab(refused.Code.ToString())),
        _ => new(Failure.PasskeyRefused, Kebab(fault.GetType().Name), Cause: fault),
    };

    /// <summary>Whether the library stopped for another reason than what the answer says.</summary>
    private static bool IsUnexpected(Exception fault) => fault is not OperationCanceledException
        && (fault is not Fido2VerificationException { Code: var code } || code == Fido2ErrorCode.Unknown || FailureOf(code) == Failure.NotCompatible);

    private static Failure FailureOf(Fido2ErrorCode code) => code switch
    {
        Fido2ErrorCode.InvalidCredentialPublicKey or Fido2ErrorCode.UnimplementedAlgorithm or Fido2ErrorCode.CredentialAlgorithmRequirementNotMet =>
            Failure.NotCompatible, // a key type that was not offered
        Fido2ErrorCode.UserVerificationRequirementNotMet => Failure.UserVerificationNeeded,
        _ => Failure.PasskeyRefused,
    };

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
