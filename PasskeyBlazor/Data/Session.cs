using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>
/// The sign-in of a user in one browser, until <see cref="ExpiresAt"/>. The cookie contains the ids of the row and of the user, and
/// the sign-in method. Without the row the cookie is useless.
/// </summary>
public sealed class Session
{
    /// <summary>The sign-in method of a session that a passkey opened. All other methods are the schemes of providers.</summary>
    public const string ByPasskey = "passkey";

    public Guid Id { get; init; } = Guid.NewGuid(); // Not version 7: the id is in the cookie and must not reveal its creation time.

    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    /// <summary>The passkey that opened the session, or null. The session ends when the passkey is removed.</summary>
    public Guid? PasskeyId { get; init; }

    public Passkey? Passkey { get; init; }

    /// <summary>The external identity that opened the session, or null.</summary>
    public Guid? ExternalIdentityId { get; init; }

    public ExternalIdentity? ExternalIdentity { get; init; }

    /// <summary>Whether the session continues after the browser closes ("stay signed in"). It selects the lifetimes.</summary>
    public bool IsPersistent { get; init; }

    public string? Browser { get; init; }

    public string? System { get; init; }

    /// <summary>The IP address of the sign-in.</summary>
    public string? Address { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time of the last authentication. Each change of the sign-in methods requires that it is recent.</summary>
    public required DateTimeOffset AuthenticatedAt { get; set; }

    /// <summary>Whether the last authentication is proved to be of that time, and not an earlier one that a provider remembers.</summary>
    public bool IsProvedFresh { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The earlier of the idle end and the absolute end. Activity extends only the idle end.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Whether a session is open: it has not expired, and its user is not disabled. An ended session has no row.</summary>
    public static Expression<Func<Session, bool>> IsOpenAt(DateTimeOffset now) => session => session.ExpiresAt > now && session.User.DisabledAt == null;

    internal sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> session)
        {
            session.Property(s => s.Browser).HasMaxLength(50);
            session.Property(s => s.System).HasMaxLength(50);
            session.Property(s => s.Address).HasMaxLength(64); // an IPv6 address may have a scope
            session.HasIndex(s => s.ExpiresAt);
            session.HasOne(s => s.User).WithMany().OnDelete(DeleteBehavior.Cascade);

            // SQL Server permits only one cascade path from the user. So code that removes a passkey or an external identity
            // must first remove its sessions.
            session.HasOne(s => s.Passkey).WithMany().OnDelete(DeleteBehavior.ClientCascade);
            session.HasOne(s => s.ExternalIdentity).WithMany().OnDelete(DeleteBehavior.ClientCascade);
        }
    }
}
