using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>
/// An account at a provider that was proved in one browser, and waits for the owner of a user to say that it shall be a way in.
/// One a browser; whoever has not the browser's secret cannot find it.
/// </summary>
public sealed class PendingLink
{
    /// <summary>How long it waits.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The hash of a cookie that only this browser has.</summary>
    public required byte[] Browser { get; init; }

    /// <summary>The only user that it may become a way to.</summary>
    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    /// <summary>
    /// The session that asked for it; null where nobody was signed in and the verified address is the user's. Then the user has to
    /// sign in as before, after <see cref="CreatedAt"/>.
    /// </summary>
    public Guid? SessionId { get; init; }

    public required string Provider { get; init; }

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public bool IsEmailVerified { get; init; }

    public string? PictureUrl { get; init; }

    /// <summary>Whether the person chose to stay signed in, for the case that they go on as somebody new.</summary>
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
