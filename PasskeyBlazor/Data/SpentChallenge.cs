using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>
/// A challenge that has been answered. Its key is the lock: it is saved together with the changes of the answer. So of two
/// answers to one challenge, the second save fails completely (WebAuthn §13.4.3).
/// </summary>
public sealed class SpentChallenge
{
    public required byte[] Challenge { get; init; }

    /// <summary>The end of the ceremony. After it the seal rejects the challenge, so the row can be deleted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SpentChallenge>
    {
        public void Configure(EntityTypeBuilder<SpentChallenge> challenge)
        {
            challenge.HasKey(c => c.Challenge);
            challenge.Property(c => c.Challenge).HasMaxLength(64);
            challenge.HasIndex(c => c.ExpiresAt);
        }
    }
}
