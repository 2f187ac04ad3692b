using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>
/// An external identity that was proved in one browser. It waits until the owner of the account agrees to use it as a sign-in
/// method. Each browser has at most one pending link. It can only be found with the secret of that browser.
/// </summary>
public sealed class PendingLink
{
    /// <summary>The time until it expires.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The hash of this browser's secret cookie.</summary>
    public required byte[] Browser { get; init; }

    /// <summary>The only user to whom the identity can be linked.</summary>
    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    /// <summary>
    /// The session that started the linking. Null when no user was signed in and the verified email address belongs to the user.
    /// In this case the user must sign in with an existing method after <see cref="CreatedAt"/>.
    /// </summary>
    public Guid? SessionId { get; init; }

    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public bool IsEmailVerified { get; init; }

    public string? PictureUrl { get; init; }

    /// <summary>Whether the user chose to stay signed in. It is used when the user continues with a new account.</summary>
    public bool IsPersistent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public static byte[] BrowserOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    internal sealed class Mapping : IEntityTypeConfiguration<PendingLink>
    {
        public void Configure(EntityTypeBuilder<PendingLink> link)
        {
            link.HasKey(l => l.Browser);
            link.Property(l => l.Browser).HasMaxLength(32);
            link.Property(l => l.Provider).HasMaxLength(100);
            link.Property(l => l.Issuer).HasMaxLength(500);
            link.Property(l => l.Subject).HasMaxLength(255);
            link.Property(l => l.Name).HasMaxLength(100);
            link.Property(l => l.Email).HasMaxLength(254);
            link.Property(l => l.PictureUrl).HasMaxLength(2000);
            link.HasIndex(l => l.ExpiresAt);
            link.HasOne(l => l.User).WithMany().OnDelete(DeleteBehavior.Cascade);
        }
    }
}
