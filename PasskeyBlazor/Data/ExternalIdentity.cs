using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>An account at a provider, known by issuer and subject (OpenID Connect Core §5.7), that belongs to one user.</summary>
public sealed class ExternalIdentity
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    /// <summary>The authentication scheme that it last came through: what to start when this account is asked for again.</summary>
    public required string Provider { get; set; }

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>What the provider calls the person.</summary>
    public string? Name { get; set; }

    /// <summary>The address that the provider gave, to show. Left out where it is another account's.</summary>
    public string? Email
    {
        get;
        set
        {
            field = value;
            EmailKey = Data.EmailKey.Of(value);
        }
    }

    /// <summary>The address as it is compared with others.</summary>
    public string? EmailKey { get; private set; }

    /// <summary>Whether the provider vouches for the address, and is believed.</summary>
    public bool IsEmailVerified { get; set; }

    public string? PictureUrl { get; set; }

    /// <summary>Whether name, address and picture of the user are this one's. True for one of a user's.</summary>
    public bool IsShown { get; set; }

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
