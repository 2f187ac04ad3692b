using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor;
using PasskeyBlazor.WebAuthn;

/// <summary>A credential record (WebAuthn §4): the data that the app stores about one passkey.</summary>
[Index(nameof(CredentialId), IsUnique = true)]
public sealed class Passkey
{
    public int Id { get; init; }
    public required string UserId { get; init; }
    public User User { get; init; } = null!;
    [MaxLength(1023)] public required byte[] CredentialId { get; init; }
    public required byte[] PublicKey { get; init; }
    [ConcurrencyCheck] public required uint SignCount { get; set; } // of two simultaneous answers, only one can raise it
    public required bool IsBackupEligible { get; init; }
    public required bool IsBackedUp { get; set; }
    public required string[] Transports { get; init; }
    public DateTime CreatedAt { get; init; } = DateTime.UtcNow;
    public DateTime? LastUsedAt { get; set; }
}

/// <summary>An answered challenge, until it has expired. The unique key lets an answer count only once.</summary>
public sealed record SpentChallenge([property: Key, MaxLength(64)] string Challenge, DateTime ExpiresAt);

/// <summary>What the page posts to complete a ceremony: the state as it came, and the credential as JSON text.</summary>
public sealed record Answer(string? State, string? Credential);

/// <summary>The two ceremonies (WebAuthn §7), each in two halves. Only the session selects the user; no data from the browser does.</summary>
public sealed class Passkeys(AppDb db, RelyingParty relyingParty, AllowedOrigins origins, IDataProtectionProvider protection, ILogger<Passkeys> logger)
{
    private const string Registration = "registration", SignIn = "sign-in";
    private const int MaxPerUser = 20, MaxBodySize = 128 * 1024; // bytes

    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/passkeys").DisableCookieRedirect().WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBodySize));
        group.AddEndpointFilter(async (call, next) => call.HttpContext.RequestServices.GetRequiredService<Passkeys>().RefusedSite(call.HttpContext) ?? await next(call));
        group.MapPost("/register/begin", (Passkeys p, HttpContext http) => p.BeginRegistrationAsync(http));
        group.MapPost("/register/complete", (Passkeys p, HttpContext http, Answer answer) => p.CompleteRegistrationAsync(http, answer));
        group.MapPost("/sign-in/begin", (Passkeys p, RelyingParty r, HttpContext http) => p.Begun(SignIn, http, r.MakeRequestOptions())).AllowAnonymous();
        group.MapPost("/sign-in/complete", (Passkeys p, HttpContext http, Answer answer) => p.CompleteSignInAsync(http, answer)).AllowAnonymous();
    }

    /// <summary>Without it, a page of another site could sign a person in as another user.</summary>
    private IResult? RefusedSite(HttpContext http) =>
        origins.Contains(http.Request.Headers.Origin) ? null : Refused("request", new(Failure.WrongAddress, "origin"));

    private async Task<IResult> BeginRegistrationAsync(HttpContext http) => await FindUserAsync(http) is { } user
        ? Begun(Registration, http, relyingParty.MakeCreationOptions(
            new UserEntity(HandleOf(user.Id), user.Name, user.Name), user.Passkeys.Select(p => new CredentialDescriptor(p.CredentialId, p.Transports))))
        : Refused(Registration, new(Failure.LimitReached, "limit-reached"));

    private async Task<IResult> CompleteRegistrationAsync(HttpContext http, Answer answer)
    {
        if (Open(Registration, http, answer) is not { } challenge || await FindUserAsync(http) is not { } user)
        {
            return Refused(Registration, new(Failure.ChallengeExpired, "state"));
        }
        var attestation = await relyingParty.VerifyAttestationAsync(answer.Credential ?? "", challenge, http.RequestAborted);
        return attestation.Value is not { } verified ? Refused(Registration, attestation.Refusal!) : await SaveAsync(Registration, challenge, new Passkey
        {
            UserId = user.Id, CredentialId = verified.CredentialId, PublicKey = verified.PublicKey, SignCount = verified.SignCount,
            IsBackupEligible = verified.IsBackupEligible, IsBackedUp = verified.IsBackedUp, Transports = verified.Transports,
        });
    }

    private async Task<IResult> CompleteSignInAsync(HttpContext http, Answer answer)
    {
        if (Open(SignIn, http, answer) is not { } challenge)
        {
            return Refused(SignIn, new(Failure.ChallengeExpired, "state"));
        }
        var id = RelyingParty.ReadCredentialId(answer.Credential ?? "");
        var passkey = id is null ? null : await db.Passkeys.Include(p => p.User).SingleOrDefaultAsync(p => p.CredentialId == id);
        var record = passkey is null ? null
            : new CredentialRecord(HandleOf(passkey.UserId), passkey.PublicKey, passkey.SignCount, passkey.IsBackupEligible, IsRevoked: false);
        var assertion = await relyingParty.VerifyAssertionAsync(answer.Credential ?? "", challenge, record, cancellationToken: http.RequestAborted);
        if (!assertion.Succeeded)
        {
            return Refused(SignIn, assertion.Refusal);
        }
        (passkey!.SignCount, passkey.IsBackedUp, passkey.LastUsedAt) = (assertion.Value.SignCount, assertion.Value.IsBackedUp, DateTime.UtcNow);
        return await SaveAsync(SignIn, challenge, passkey);
    }

    /// <summary>Saves the passkey and the spent challenge in one transaction, so that only one of two answers is saved.</summary>
    private async Task<IResult> SaveAsync(string ceremony, byte[] challenge, Passkey passkey)
    {
        var spent = new SpentChallenge(Convert.ToBase64String(challenge), DateTime.UtcNow + RelyingPartyOptions.Timeout); // later than its state
        await db.SpentChallenges.Where(c => c.ExpiresAt < DateTime.UtcNow).ExecuteDeleteAsync();
        db.AddRange(ceremony == Registration ? [passkey, spent] : [spent]);
        try
        {
            await db.SaveChangesAsync();
            return ceremony == Registration ? Results.NoContent() : Results.SignIn(passkey.User.ToPrincipal());
        }
        catch (DbUpdateException fault) // nothing was saved
        {
            return await db.SpentChallenges.AnyAsync(c => c.Challenge == spent.Challenge) ? Refused(ceremony, new(Failure.ChallengeSpent, "challenge-spent"))
                : fault is DbUpdateConcurrencyException ? Refused(ceremony, new(Failure.PasskeyRefused, "passkey-changed-meanwhile"))
                : ceremony == Registration && await db.Passkeys.AnyAsync(p => p.CredentialId == passkey.CredentialId) ? Refused(ceremony, new(Failure.PasskeyRefused, "credential-id-taken"))
                : throw new InvalidOperationException("The database cannot save a passkey.", fault);
        }
    }

    private static string UserIdOf(HttpContext http) => http.User.FindFirstValue(ClaimTypes.NameIdentifier)!;
    private static byte[] HandleOf(string userId) => System.Text.Encoding.UTF8.GetBytes(userId); // permanent, and no e-mail address

    private Task<User?> FindUserAsync(HttpContext http) => db.Users // null: it is deleted, or has the maximum number of passkeys
        .Include(u => u.Passkeys).SingleOrDefaultAsync(u => u.Id == UserIdOf(http) && u.Passkeys.Count < MaxPerUser);

    private IResult Begun(string ceremony, HttpContext http, CeremonyOptions begun) => Results.Json(new
        { options = begun.Json, state = Seal(ceremony, http).Protect(Convert.ToBase64String(begun.Challenge), RelyingPartyOptions.Timeout) });

    private byte[]? Open(string ceremony, HttpContext http, Answer answer)
    {
        try
        {
            return Convert.FromBase64String(Seal(ceremony, http).Unprotect(answer.State ?? ""));
        }
        catch (CryptographicException)
        {
            return null; // forged, expired, of the other ceremony, or of another user or browser
        }
    }

    /// <summary>The owner of a state is the browser and, for a registration, also the signed-in user.</summary>
    private ITimeLimitedDataProtector Seal(string ceremony, HttpContext http)
    {
        var browser = http.Request.Cookies["passkeys-browser"] ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append("passkeys-browser", browser, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        return protection.CreateProtector("Passkeys", ceremony, ceremony == Registration ? UserIdOf(http) : "", browser).ToTimeLimitedDataProtector();
    }

    /// <summary>The person reads one sentence. Only the log has the reason.</summary>
    private IResult Refused(string ceremony, Refusal refusal)
    {
        logger.LogWarning(refusal.Cause, "A passkey {Ceremony} was refused: {Reason} (signature verified: {IsSignatureVerified}).", ceremony, refusal.Reason, refusal.IsSignatureVerified);
        var (status, sentence) = refusal.Failure switch
        {
            Failure.WrongAddress => (403, "This page is not part of the app."),
            Failure.LimitReached => (409, "Your account cannot have another passkey."),
            Failure.ChallengeSpent => (409, "That answer was used already. Try again."),
            Failure.ChallengeExpired => (400, "That took too long. Try again."),
            Failure.TooLarge => (413, "The answer of your passkey provider is too large."),
            Failure.NotCompatible => (400, "This authenticator cannot be used here."),
            Failure.UserVerificationNeeded => (400, "Your passkey has to ask for your PIN, fingerprint or face."),
            _ => (ceremony == SignIn ? 401 : 400, "The passkey was refused."),
        };
        return Results.Text(sentence, statusCode: status);
    }
}
