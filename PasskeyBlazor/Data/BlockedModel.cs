using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>An authenticator model with a known security problem. The app accepts no new passkeys of it.</summary>
public sealed class BlockedModel
{
    public required Guid Aaguid { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<BlockedModel>
    {
        public void Configure(EntityTypeBuilder<BlockedModel> model)
        {
            model.HasKey(m => m.Aaguid);
        }
    }
}
