using System.Reflection;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The signed-in user. It always comes from the authentication state, never from the address, a form or another component. The
/// cookie contains the first three values. Each request reads the other values together with the session, so they are never older
/// than the request.
/// </summary>
/// <remarks>
/// An endpoint takes it as a parameter, a component as a cascading parameter. Both are null when no user is signed in. An endpoint
/// with a parameter that cannot be null answers 400 then.
/// </remarks>
public sealed record SignedIn(Guid UserId, Guid SessionId, string Method) : IBindableFromHttpContext<SignedIn>
{
    /// <summary>The <see cref="Method"/> of a session that a passkey opened. Other sessions have the scheme of the provider.</summary>
    public const string ByPasskey = Session.ByPasskey;

    private const string UserIdClaim = "sub";
    private const string SessionIdClaim = "sid";
    private const string MethodClaim = "amr";
    private const string NameClaim = "name";
    private const string EmailClaim = "email";
    private const string EmailVerifiedClaim = "email_verified";
    private const string PictureClaim = "picture";
    private const string RoleClaim = "role";
    private const string AuthenticatedAtClaim = "auth_time";
    private const string ProvedFreshClaim = "proved_fresh";

    /// <summary>Null when the provider gives neither a name nor an email address.</summary>
    public string? Name { get; init; }

    public string? Email { get; init; }

    /// <summary>Whether the provider verified the e-mail address, and the app trusts the provider for it.</summary>
    public bool IsEmailVerified { get; init; }

    public string? PictureUrl { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public DateTimeOffset AuthenticatedAt { get; init; }

    /// <inheritdoc cref="Session.IsProvedFresh"/>
    public bool IsProvedFresh { get; init; }

    /// <summary>Differs after each sign-in, and after each change of what password managers show about the account. It reveals nothing.</summary>
    [JsonIgnore]
    public string AccountVersion => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{SessionId}\n{Name}\n{Email}")), 0, 8);

    /// <summary>Reads the signed-in user. Null when no user is signed in.</summary>
    public static SignedIn? From(ClaimsPrincipal principal)
    {
        if (!Guid.TryParse(principal.FindFirstValue(UserIdClaim), out var userId)
            || !Guid.TryParse(principal.FindFirstValue(SessionIdClaim), out var sessionId)
            || principal.FindFirstValue(MethodClaim) is not { } method)
        {
            return null;
        }

        return new SignedIn(userId, sessionId, method)
        {
            Name = principal.FindFirstValue(NameClaim),
            Email = principal.FindFirstValue(EmailClaim),
            IsEmailVerified = principal.HasClaim(claim => claim.Type == EmailVerifiedClaim),
            PictureUrl = principal.FindFirstValue(PictureClaim),
            Roles = [.. principal.FindAll(RoleClaim).Select(c => c.Value)],
            AuthenticatedAt = long.TryParse(principal.FindFirstValue(AuthenticatedAtClaim), out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : default,
            IsProvedFresh = principal.HasClaim(claim => claim.Type == ProvedFreshClaim),
        };
    }

    /// <summary>The parameter of an endpoint.</summary>
    public static ValueTask<SignedIn?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(From(context.User));

    /// <summary>Creates it from an open session with its user.</summary>
    public static SignedIn From(Session session) =>
        new(session.UserId, session.Id, session.ExternalIdentity?.Provider ?? ByPasskey)
        {
            Name = session.User.DisplayName,
            Email = session.User.Email,
            IsEmailVerified = session.User.IsEmailVerified,
            PictureUrl = session.User.PictureUrl,
            Roles = session.User.Roles,
            AuthenticatedAt = session.AuthenticatedAt,
            IsProvedFresh = session.IsProvedFresh,
        };

    /// <summary>The principal in the cookie.</summary>
    public ClaimsPrincipal ToCookiePrincipal() => Principal(CookieClaims());

    /// <summary>The principal for pages and policies.</summary>
    public ClaimsPrincipal ToPrincipal() => Principal([.. CookieClaims(), .. DetailClaims()]);

    private static ClaimsPrincipal Principal(IEnumerable<Claim> claims) =>
        new(new ClaimsIdentity(claims, SessionServices.Scheme, NameClaim, RoleClaim));

    private IEnumerable<Claim> CookieClaims()
    {
        yield return new Claim(UserIdClaim, UserId.ToString());
        yield return new Claim(SessionIdClaim, SessionId.ToString());
        yield return new Claim(MethodClaim, Method);
    }

    private IEnumerable<Claim> DetailClaims()
    {
        yield return new Claim(AuthenticatedAtClaim, $"{AuthenticatedAt.ToUnixTimeSeconds()}");
        if (IsProvedFresh)
        {
            yield return new Claim(ProvedFreshClaim, "true");
        }

        if (Name is not null)
        {
            yield return new Claim(NameClaim, Name);
        }

        if (Email is not null)
        {
            yield return new Claim(EmailClaim, Email);
        }

        if (IsEmailVerified)
        {
            yield return new Claim(EmailVerifiedClaim, "true");
        }

        if (PictureUrl is not null)
        {
            yield return new Claim(PictureClaim, PictureUrl);
        }

        foreach (var role in Roles)
        {
            yield return new Claim(RoleClaim, role);
        }
    }
}
