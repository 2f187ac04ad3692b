using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>A make of authenticators of which no new passkeys are accepted, because something bad has become known about it.</summary>
public sealed class RefusedMake
{
    public required Guid Aaguid { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<RefusedMake>
    {
        public void Configure(EntityTypeBuilder<RefusedMake> make)
        {
            make.HasKey(m => m.Aaguid);
        }
    }
}
