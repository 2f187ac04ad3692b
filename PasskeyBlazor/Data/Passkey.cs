using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>A credential record: what the relying party keeps of one passkey (WebAuthn §4).</summary>
public sealed class Passkey
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    public required byte[] CredentialId { get; init; }

    /// <summary>A COSE key (RFC 9052 §7), exactly as the authenticator sent it.</summary>
    public required byte[] PublicKey { get; init; }

    public required string Name { get; set; }

    public uint SignCount { get; set; }

    /// <summary>The make of the authenticator. Unattested, so a hint for names and icons and nothing more.</summary>
    public Guid Aaguid { get; init; }

    public string[] Transports { get; init; } = [];

    /// <summary>Whether the authenticator verified its user when the passkey was created.</summary>
    public bool IsUserVerified { get; init; }

    public bool IsBackupEligible { get; init; }

    public bool IsBackedUp { get; set; }

    /// <summary>
    /// Whether it can be found without a name being typed, as the browser says (<c>credProps</c>, §10.1.3); null when it does not
    /// say. One that cannot confirms who is here, and signs nobody in.
    /// </summary>
    public bool? IsDiscoverable { get; set; }

    /// <summary>The attestation statement format that came, usually <c>none</c>. Statements are not evaluated and not kept.</summary>
    public required string AttestationFormat { get; init; }

    /// <summary>The browser that it was created with, for the person to recognise it by: "Chrome".</summary>
    public string? Browser { get; init; }

    /// <summary>The operating system that it was created on: "Linux".</summary>
    public string? System { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The browser that it was last used in.</summary>
    public string? LastUsedBrowser { get; set; }

    /// <summary>The operating system that it was last used on.</summary>
    public string? LastUsedSystem { get; set; }

    /// <summary>Since when it signs nobody in, because its make is refused; null while it does. It stays, to be seen by its owner.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Passkey>
    {
        public void Configure(EntityTypeBuilder<Passkey> passkey)
        {
            passkey.Property(p => p.CredentialId).HasMaxLength(1023); // the specification's own limit
            passkey.HasIndex(p => p.CredentialId).IsUnique();
            passkey.Property(p => p.PublicKey).HasMaxLength(1024);
            passkey.Property(p => p.Name).HasMaxLength(100);
            passkey.Property(p => p.SignCount).IsConcurrencyToken(); // of two sign-ins at once, one moves the counter
            passkey.Property(p => p.RevokedAt).IsConcurrencyToken(); // nor is one revoked while it signs in
            passkey.Property(p => p.AttestationFormat).HasMaxLength(32);
            passkey.Property(p => p.Browser).HasMaxLength(50);
            passkey.Property(p => p.System).HasMaxLength(50);
            passkey.Property(p => p.LastUsedBrowser).HasMaxLength(50);
            passkey.Property(p => p.LastUsedSystem).HasMaxLength(50);
            passkey.HasIndex(p => p.Aaguid); // revoked by make
            passkey.HasOne(p => p.User).WithMany(u => u.Passkeys).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
