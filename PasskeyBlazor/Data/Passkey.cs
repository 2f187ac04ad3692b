using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>A credential record: the data that the relying party stores for one passkey (WebAuthn §4).</summary>
public sealed class Passkey
{
    /// <summary>
    /// Whether a passkey counts as a sign-in method: it is usable, and the browser did not report that it is not discoverable. A sign-in
    /// does not ask this: it proves it. A query uses the expression, see <see cref="SignInMethods.IsOne(Passkey)"/> for a passkey in memory.
    /// </summary>
    public static readonly Expression<Func<Passkey, bool>> IsSignInMethod =
        passkey => passkey.RevokedAt == null && passkey.UnusableSince == null && passkey.IsDiscoverable != false;

    private static readonly string[] OfSecurityKeys = ["usb", "nfc", "ble", "smart-card"];

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    public required byte[] CredentialId { get; init; }

    /// <summary>A COSE key (RFC 9052 §7), exactly as the authenticator sent it.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Null until a person names the passkey. Pages then make a name, in the language of the reader.</summary>
    public string? Name { get; set; }

    public uint SignCount { get; set; }

    /// <summary>The authenticator model. It is not attested, so use it only as a hint for names and icons.</summary>
    public Guid Aaguid { get; init; }

    public string[] Transports { get; init; } = [];

    /// <summary>Whether the authenticator verified the user at the creation of the passkey.</summary>
    public bool IsUserVerified { get; init; }

    public bool IsBackupEligible { get; init; }

    public bool IsBackedUp { get; set; }

    /// <summary>
    /// Whether the passkey is discoverable: the authenticator finds it without a typed user name. The browser reports this
    /// (<c>credProps</c>, §10.1.3). Null when the browser does not report it. A passkey that is not discoverable can
    /// reauthenticate its user, but it does not count as a sign-in method. If it signs in all the same, the app corrects the value.
    /// </summary>
    public bool? IsDiscoverable { get; set; }

    /// <summary>
    /// The received attestation statement format, usually <c>none</c>. The app does not verify or store attestation statements.
    /// </summary>
    public required string AttestationFormat { get; init; }

    /// <summary>The browser at the creation, for the user's orientation: "Chrome".</summary>
    public string? Browser { get; init; }

    /// <summary>The operating system at the creation: "Linux".</summary>
    public string? System { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The browser of the last use.</summary>
    public string? LastUsedBrowser { get; set; }

    /// <summary>The operating system of the last use.</summary>
    public string? LastUsedSystem { get; set; }

    /// <summary>
    /// The time of the revocation: the passkey cannot sign in, because its authenticator model is blocked. Null when it is
    /// accepted. The row stays, so that the owner can see it.
    /// </summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>
    /// Since when each answer is refused, for the <see cref="UnusableReason"/>. Null when answers are accepted. A sign-in does not ask
    /// this: the next accepted answer sets it to null.
    /// </summary>
    public DateTimeOffset? UnusableSince { get; set; }

    public UnusableReason? UnusableReason { get; set; }

    /// <summary>The time of a refusal because the signature counter did not grow. Null when an answer was accepted since.</summary>
    public DateTimeOffset? CounterRefusedAt { get; set; }

    /// <summary>The kind of authenticator that the transports and the backup flag suggest; null if they suggest none.</summary>
    public AuthenticatorKind? SuggestedKind => this switch
    {
        { Transports: var by } when by.Intersect(OfSecurityKeys).Any() && !by.Contains("internal") => AuthenticatorKind.SecurityKey,
        { IsBackupEligible: true } => AuthenticatorKind.PasswordManager,
        { Transports: var by } when by.Contains("hybrid") => AuthenticatorKind.Phone,
        { Transports: var by } when by.Contains("internal") => AuthenticatorKind.Platform,
        _ => null,
    };

    /// <summary>Whether an answer of the passkey can be accepted, as far as the app knows.</summary>
    public bool IsUsable => RevokedAt is null && UnusableSince is null;

    /// <summary>
    /// Whether the passkey is unusable after a refusal for this reason. A counter may fail once by accident, for example when two
    /// answers arrive in the wrong order.
    /// </summary>
    public bool IsUnusableAfter(UnusableReason reason) =>
        UnusableSince is not null || CounterRefusedAt is not null || reason != Data.UnusableReason.CounterNotGrown;

    /// <returns>Whether the passkey becomes unusable by this refusal.</returns>
    public bool NoteRefusal(UnusableReason reason, DateTimeOffset at)
    {
        if (!IsUnusableAfter(reason))
        {
            CounterRefusedAt = at;
        }
        else if (UnusableSince is null)
        {
            (UnusableSince, UnusableReason) = (at, reason);
            return true;
        }

        return false;
    }

    /// <summary>An answer was accepted: the passkey works, whatever its earlier answers showed.</summary>
    public void NoteSuccess(DateTimeOffset at)
    {
        LastUsedAt = at;
        UnusableSince = null;
        UnusableReason = null;
        CounterRefusedAt = null;
    }

    /// <summary>
    /// Whether a passkey has exactly this credential id. SQL Server ignores zeros at the end of bytes that it compares, also in the
    /// unique index: of two ids that differ only there, it keeps one.
    /// </summary>
    public static Expression<Func<Passkey, bool>> HasCredentialId(byte[] id) => passkey => passkey.CredentialId == id && passkey.CredentialId.Length == id.Length;

    internal sealed class Mapping : IEntityTypeConfiguration<Passkey>
    {
        public void Configure(EntityTypeBuilder<Passkey> passkey)
        {
            passkey.Property(p => p.CredentialId).HasMaxLength(1023); // the limit of the specification
            passkey.HasIndex(p => p.CredentialId).IsUnique();
            passkey.Property(p => p.PublicKey).HasMaxLength(1024);
            passkey.Property(p => p.Name).HasMaxLength(100);
            passkey.Property(p => p.SignCount).IsConcurrencyToken(); // Of two concurrent sign-ins, only one can change it. The library checks that it grows.
            passkey.Property(p => p.RevokedAt).IsConcurrencyToken(); // A concurrent sign-in and revocation cannot both succeed.
            passkey.Property(p => p.UnusableReason).HasConversion<string>().HasMaxLength(30);
            passkey.Property(p => p.AttestationFormat).HasMaxLength(32);
            passkey.Property(p => p.Browser).HasMaxLength(50);
            passkey.Property(p => p.System).HasMaxLength(50);
            passkey.Property(p => p.LastUsedBrowser).HasMaxLength(50);
            passkey.Property(p => p.LastUsedSystem).HasMaxLength(50);
            passkey.HasIndex(p => p.Aaguid); // for the revocation by authenticator model
            passkey.HasOne(p => p.User).WithMany(u => u.Passkeys).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
