using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>A user's "no" to the offer of a passkey, on one operating system. Without a row the app may offer one.</summary>
public sealed class DeclinedOffer
{
    public required Guid UserId { get; init; }

    public User User { get; init; } = null!; // set by EF Core

    /// <summary>The operating system of the session, as <see cref="Session.System"/> has it. Empty when it is unknown.</summary>
    public required string System { get; init; }

    /// <summary>How often the user has declined. It selects how long the app waits.</summary>
    public int Times { get; set; }

    /// <summary>The end of the waiting time. Null when the app must not ask again.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Whether the app must not ask at this time.</summary>
    public bool HoldsAt(DateTimeOffset now) => Until is not { } until || until > now;

    internal sealed class Mapping : IEntityTypeConfiguration<DeclinedOffer>
    {
        public void Configure(EntityTypeBuilder<DeclinedOffer> declined)
        {
            declined.HasKey(d => new { d.UserId, d.System });
            declined.Property(d => d.System).HasMaxLength(50);
            declined.HasOne(d => d.User).WithMany().OnDelete(DeleteBehavior.Cascade);
        }
    }
}
