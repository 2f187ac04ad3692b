using System.Formats.Cbor;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The relying party of WebAuthn: makes challenges and verifies what comes back. The only type that knows which library does
/// it: the passkey handler of ASP.NET Core Identity, called by itself, without its accounts, cookies and tables.
/// </summary>
public sealed partial class RelyingParty(IOptions<RelyingPartyOptions> options, AllowedOrigins origins, TimeProvider clock, ILogger<RelyingParty> logger)
{
    /// <summary>Begins a registration (§5.4) for <paramref name="user"/>, whose authenticators already hold <paramref name="existing"/>.</summary>
    public async Task<CeremonyOptions> MakeCreationOptionsAsync(User user, IReadOnlyCollection<Passkey> existing, PasskeyPlace? place = null)
    {
        var entity = new PasskeyUserEntity { Id = user.Handle, Name = user.Email ?? user.DisplayName, DisplayName = user.DisplayName };
        var made = await Engine(user, existing).MakeCreationOptionsAsync(entity, new DefaultHttpContext());

        // The library only knows the domain, and an order of algorithms of its own.
        var json = JsonNode.Parse(made.CreationOptionsJson)!;
        json["rp"]!["name"] = options.Value.ServerName;
        json["pubKeyCredParams"] = new JsonArray([.. options.Value.Algorithms.Select(Parameters)]);
        json["extensions"] = new JsonObject { ["credProps"] = true };
        if (HintsOf(place) is var (hint, attachment))
        {
            json["hints"] = new JsonArray(hint);
            json["authenticatorSelection"]!["authenticatorAttachment"] = attachment; // for browsers that know no hints
        }

        return new CeremonyOptions(json.ToJsonString(), made.AttestationState!, ChallengeIn(made.AttestationState!));
    }

    /// <summary>Begins a sign-in (§5.5) by anybody, with no user named and none asked for; or by one user, with these passkeys.</summary>
    public async Task<CeremonyOptions> MakeRequestOptionsAsync(User? user = null, IReadOnlyCollection<Passkey>? passkeys = null)
    {
        var made = await Engine(user, passkeys ?? []).MakeRequestOptionsAsync(user, new DefaultHttpContext());

        return new CeremonyOptions(made.RequestOptionsJson, made.AssertionState!, ChallengeIn(made.AssertionState!));
    }

    /// <summary>Verifies a registration (§7.1) for the user that it was begun for.</summary>
    public async Task<CeremonyResult<VerifiedAttestation>> VerifyAttestationAsync(
        User user, string credentialJson, string engineState, CancellationToken ct = default)
    {
        byte[]? id = null;
        try
        {
            var answer = AttestationAnswer.Parse(credentialJson);
            id = answer.Id;
            var (attestation, data) = CredentialGuard.CheckAttestation(answer, ChallengeIn(engineState), origins, options.Value.Algorithms);
            ct.ThrowIfCancellationRequested();

            var result = await Engine(user, []).PerformAttestationAsync(new()
            {
                CredentialJson = EngineJson.Of(answer),
                AttestationState = engineState,
                HttpContext = new DefaultHttpContext(),
            });
            ThrowIfRefused(result.Succeeded, result.Failure);
            Refuse.When(result.UserEntity!.Id != user.Handle, "begun-for-another-user");

            return new VerifiedAttestation(
                answer.Id,
                data.Attested!.PublicKey,
                data.SignCount,
                data.Attested.Aaguid,
                answer.Transports,
                data.IsUserVerified,
                data.IsBackupEligible,
                data.IsBackedUp,
                attestation.Format)
            {
                IsDiscoverable = answer.IsDiscoverable,
            };
        }
        catch (RefusedException refused)
        {
            LogRefused("registration", refused.Reason, Hash(id), Reference.New());
            return refused.Failure;
        }
    }

    /// <summary>
    /// Verifies a sign-in (§7.2). Asks <paramref name="db"/> once, and changes nothing: what is to be written into the tracked
    /// record stands beside it. A refusal of a known passkey is staged, to be told to its owner.
    /// </summary>
    public async Task<CeremonyResult<VerifiedAssertion>> VerifyAssertionAsync(
        AppDbContext db, string credentialJson, string engineState, CancellationToken ct = default)
    {
        byte[]? id = null;
        Passkey? passkey = null;
        try
        {
            var answer = AssertionAnswer.Parse(credentialJson);
            id = answer.Id;
            var data = CredentialGuard.CheckAssertion(answer, ChallengeIn(engineState), origins);

            passkey = await db.Passkeys.Include(p => p.User).SingleOrDefaultAsync(p => p.CredentialId == answer.Id, ct);
            Refuse.When(passkey is null, "credential-unknown");
            CredentialGuard.CheckRecord(answer, data, passkey);

            var result = await Engine(passkey.User, [passkey]).PerformAssertionAsync(new()
            {
                CredentialJson = EngineJson.Of(answer),
                AssertionState = engineState,
                HttpContext = new DefaultHttpContext(),
            });
            ThrowIfRefused(result.Succeeded, result.Failure);

            return new VerifiedAssertion(passkey, data.SignCount, data.IsBackedUp, data.IsUserVerified);
        }
        catch (RefusedException refused)
        {
            var reference = Reference.New();
            LogRefused("sign-in", refused.Reason, Hash(id), reference);
            if (passkey is not null)
            {
                db.Activities.Add(new Activity
                {
                    UserId = passkey.UserId,
                    At = clock.GetUtcNow(),
                    Kind = ActivityKind.SignInRefused,
                    Way = Session.ByPasskey,
                    Detail = passkey.Name,
                    Hash = Hash(id),
                    Reference = reference,
                });
            }

            return refused.Failure;
        }
    }

    /// <summary>Made for one call, with every option set: what is left unset, the handler takes from the request.</summary>
    private PasskeyHandler<User> Engine(User? user, IReadOnlyCollection<Passkey> passkeys)
    {
        var users = new UserManager<User>(
            new EnginePasskeys(user, passkeys),
            Options.Create(new IdentityOptions()),
            new PasswordHasher<User>(),
            [],
            [],
            new UpperInvariantLookupNormalizer(),
            new IdentityErrorDescriber(),
            services: null!, // asked for password and token providers only
            NullLogger<UserManager<User>>.Instance);

        return new PasskeyHandler<User>(users, Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = options.Value.ServerDomain,
            AuthenticatorTimeout = RelyingPartyOptions.Timeout,
            ChallengeSize = 32,
            UserVerificationRequirement = options.Value.RequireUserVerification ? "required" : "preferred",
            ResidentKeyRequirement = "required",
            AttestationConveyancePreference = "none",
            AuthenticatorAttachment = null, // any: phone, security key or this computer
            IsAllowedAlgorithm = id => options.Value.Algorithms.Any(a => a.Id == id),
            ValidateOrigin = o => ValueTask.FromResult(!o.CrossOrigin && o.TopOrigin is null && origins.Contains(o.Origin)),
            VerifyAttestationStatement = _ => ValueTask.FromResult(true), // none is asked for, none is evaluated
        }));
    }

    private static (string Hint, string Attachment)? HintsOf(PasskeyPlace? place) => place switch
    {
        PasskeyPlace.ThisDevice => ("client-device", "platform"),
        PasskeyPlace.Phone => ("hybrid", "cross-platform"),
        PasskeyPlace.SecurityKey => ("security-key", "cross-platform"),
        _ => null, // the browser asks
    };

    private static JsonNode Parameters(CoseAlgorithm algorithm) => new JsonObject { ["type"] = "public-key", ["alg"] = algorithm.Id };

    /// <summary>
    /// The handler's state is plain JSON, sealed in between, so it is as it was made. It may still have been made by the
    /// version before this one; then the ceremony has to be begun again.
    /// </summary>
    private static byte[] ChallengeIn(string engineState)
    {
        try
        {
            using var state = JsonDocument.Parse(engineState);

            return state.RootElement.GetProperty("challenge").GetBytesFromBase64();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RefusedException("state-of-another-version", CeremonyFailure.ChallengeExpired, e);
        }
    }

    /// <summary>The handler makes every exception a refusal. Only those that an answer can cause are; the others are faults.</summary>
    private static void ThrowIfRefused(bool succeeded, PasskeyException? failure)
    {
        if (succeeded)
        {
            return;
        }

        if (failure?.InnerException is { } inner and not (JsonException or FormatException or CryptographicException or CborContentException))
        {
            ExceptionDispatchInfo.Throw(inner);
        }

        throw new RefusedException(failure?.Message ?? "refused without a reason", inner: failure);
    }

    /// <summary>Enough of a hash to find a credential in the log again, and not enough to know it.</summary>
    private static string Hash(byte[]? credentialId) =>
        credentialId is null ? "unread" : Convert.ToHexStringLower(SHA256.HashData(credentialId).AsSpan(0, 8));

    [LoggerMessage(1, LogLevel.Warning, "A passkey {Ceremony} was refused: {Reason} (credential {CredentialHash}). Reference {Reference}.")]
    private partial void LogRefused(string ceremony, string reason, string credentialHash, string reference);
}
