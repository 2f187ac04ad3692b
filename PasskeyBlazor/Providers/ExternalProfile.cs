using System.Net.Mail;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>A provider's data about a person. Issuer and subject identify the person; the rest is for display.</summary>
public sealed record ExternalProfile(string Provider, string Issuer, string Subject)
{
    private const int MaxPictureLength = 1000; // it travels in a cookie

    private const string IssuerClaim = "iss";
    private const string SubjectClaim = "sub";
    private const string NameClaim = "name";
    private const string EmailClaim = "email";
    private const string EmailVerifiedClaim = "email_verified";
    private const string PictureClaim = "picture";

    public string? Name { get; init; }

    public string? Email { get; init; }

    public bool IsEmailVerified { get; init; }

    public string? PictureUrl { get; init; }

    /// <summary>Whether it identifies a person: a value that a database might truncate, fold or trim is no identifier.</summary>
    public bool IsIdentified => IsIdentifier(Issuer, 500) && IsIdentifier(Subject, 255);

    /// <summary>A part of a hash: enough to find the account in the log again, and too little to identify it.</summary>
    public string Hash => HashOf(Issuer, Subject);

    public static string HashOf(string issuer, string subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")).AsSpan(0, 8));

    /// <summary>Reads an ID token's claims (OpenID Connect Core §2, §5.1).</summary>
    public static ExternalProfile FromIdToken(string scheme, string issuer, ClaimsPrincipal token) =>
        new(scheme, issuer, token.FindFirstValue(SubjectClaim) ?? "")
        {
            Name = token.FindFirstValue(NameClaim),
            PictureUrl = token.FindFirstValue(PictureClaim),
            Email = token.FindFirstValue(EmailClaim),
            IsEmailVerified = IsTrue(token.FindFirstValue(EmailVerifiedClaim)),
        };

    /// <summary>
    /// Fills gaps from UserInfo (OpenID Connect Core §5.3). The address and its verified flag always come from one source: a flag
    /// about one address says nothing about another.
    /// </summary>
    public ExternalProfile CompletedBy(JsonElement userInfo)
    {
        var said = this with { Name = Name ?? TextOf(userInfo, NameClaim), PictureUrl = PictureUrl ?? TextOf(userInfo, PictureClaim) };
        if (IsEmailVerified || TextOf(userInfo, EmailClaim) is not { } email)
        {
            return said;
        }

        return said with { Email = email, IsEmailVerified = IsTrue(TextOf(userInfo, EmailVerifiedClaim)) };
    }

    /// <summary>Reads the claims that <see cref="ToPrincipal"/> wrote into the external cookie.</summary>
    public static ExternalProfile From(ClaimsPrincipal external)
    {
        var subject = external.FindFirst(SubjectClaim);

        return new ExternalProfile(subject?.Subject?.AuthenticationType ?? "", external.FindFirstValue(IssuerClaim) ?? "", subject?.Value ?? "")
        {
            Name = external.FindFirstValue(NameClaim),
            Email = external.FindFirstValue(EmailClaim),
            IsEmailVerified = external.HasClaim(EmailVerifiedClaim, "true"),
            PictureUrl = external.FindFirstValue(PictureClaim),
        };
    }

    /// <summary>The few claims in the external cookie, sanitized: a text is one short line, a picture is an https address.</summary>
    public ClaimsPrincipal ToPrincipal()
    {
        var email = EmailAddress(Email);
        var claims = new (string Type, string? Value)[]
        {
            (IssuerClaim, Issuer),
            (SubjectClaim, Subject),
            (NameClaim, SingleLine.Clean(Name, 100)),
            (EmailClaim, email),
            (EmailVerifiedClaim, email is not null && IsEmailVerified ? "true" : null),
            (PictureClaim, HttpsAddress(PictureUrl)),
        };

        return new ClaimsPrincipal(new ClaimsIdentity(
            claims.Where(c => c.Value is not null).Select(c => new Claim(c.Type, c.Value!)), authenticationType: Provider));
    }

    private static bool IsIdentifier(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && !text.Any(char.IsControl) && text.Trim() == text;

    private static bool IsTrue(string? flag) => string.Equals(flag, "true", StringComparison.OrdinalIgnoreCase);

    private static string? TextOf(JsonElement userInfo, string name) =>
        userInfo.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
            ? value.ToString()
            : null;

    /// <returns>Null where it is no plain address.</returns>
    internal static string? EmailAddress(string? text) =>
        text is { Length: > 0 and <= 254 } && SingleLine.Clean(text, 254) == text && MailAddress.TryCreate(text, out var address) && address.Address == text
            ? text
            : null;

    /// <summary>The length is measured in the stored form: escapes lengthen an address.</summary>
    private static string? HttpsAddress(string? text) =>
        text is { Length: > 0 and <= MaxPictureLength } && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme == "https" && address.AbsoluteUri.Length <= MaxPictureLength
                ? address.AbsoluteUri
                : null;
}
