using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>Somebody is signed in, in one browser, until <see cref="ExpiresAt"/>. The cookie only carries its id; without the row it is worth nothing.</summary>
public sealed class Session
{
    /// <summary>The way that is no provider's.</summary>
    public const string ByPasskey = "passkey";

    public Guid Id { get; init; } = Guid.NewGuid(); // not version 7: an id that names a session tells nothing about when it was made

    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    /// <summary>The passkey that opened it, if one did: the session ends with it.</summary>
    public Guid? PasskeyId { get; init; }

    public Passkey? Passkey { get; init; }

    /// <summary>The provider's account that opened it, if one did.</summary>
    public Guid? ExternalIdentityId { get; init; }

    public ExternalIdentity? ExternalIdentity { get; init; }

    /// <summary>Whether the cookie outlives the browser ("stay signed in"), and so which lives apply.</summary>
    public bool IsPersistent { get; init; }

    public string? Browser { get; init; }

    public string? System { get; init; }

    /// <summary>Where it was opened from: an IP address.</summary>
    public string? Address { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person last proved who they are. Whatever changes how the account is reached asks for a recent proof.</summary>
    public required DateTimeOffset AuthenticatedAt { get; set; }

    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The nearer of the idle end, moved by activity, and the absolute end, which nothing moves.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> session)
        {
            session.Property(s => s.Browser).HasMaxLength(50);
            session.Property(s => s.System).HasMaxLength(50);
            session.Property(s => s.Address).HasMaxLength(45);
            session.HasIndex(s => s.ExpiresAt);
            session.HasOne(s => s.User).WithMany().OnDelete(DeleteBehavior.Cascade);

            // SQL Server allows one cascade path from the user only, so whoever removes a passkey or an identity removes its sessions first.
            session.HasOne(s => s.Passkey).WithMany().OnDelete(DeleteBehavior.ClientCascade);
            session.HasOne(s => s.ExternalIdentity).WithMany().OnDelete(DeleteBehavior.ClientCascade);
        }
    }
}
