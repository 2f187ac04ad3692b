using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>
/// An external identity: an account at a provider, identified by issuer and subject (OpenID Connect Core §5.7). It belongs to
/// one user.
/// </summary>
public sealed class ExternalIdentity
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    /// <summary>The authentication scheme of its last sign-in. A reauthentication with this identity starts this scheme.</summary>
    public required string Provider { get; set; }

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>The user's name at the provider.</summary>
    public string? Name { get; set; }

    /// <summary>The email address from the provider, for display only. Null when another account has this address.</summary>
    public string? Email
    {
        get;
        set
        {
            field = value;
            EmailKey = Data.EmailKey.Of(value);
        }
    }

    /// <summary>The email address in the form for comparison.</summary>
    public string? EmailKey { get; private set; }

    /// <summary>Whether the provider verified the email address, and the app trusts the provider for it.</summary>
    public bool IsEmailVerified { get; set; }

    public string? PictureUrl { get; set; }

    /// <summary>
    /// Whether this identity is the profile source of the user's name, email address and picture. A user has at most one profile
    /// source.
    /// </summary>
    public bool IsProfileSource { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastUsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ExternalIdentity>
    {
        public void Configure(EntityTypeBuilder<ExternalIdentity> identity)
        {
            identity.Property(i => i.Provider).HasMaxLength(100);
            identity.Property(i => i.Issuer).HasMaxLength(500);
            identity.Property(i => i.Subject).HasMaxLength(255); // OpenID Connect Core §2
            identity.Property(i => i.Name).HasMaxLength(100);
            identity.Property(i => i.Email).HasMaxLength(254);
            identity.Property(i => i.EmailKey).HasMaxLength(254);
            identity.Property(i => i.PictureUrl).HasMaxLength(2000);
            identity.HasIndex(i => new { i.Issuer, i.Subject }).IsUnique();
            identity.HasIndex(i => i.EmailKey);
            identity.HasOne(i => i.User).WithMany(u => u.ExternalIdentities).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
