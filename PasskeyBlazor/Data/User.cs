using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>A person with an account: made by the first sign-in through a provider, and the same one for every later way in.</summary>
public sealed class User
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The WebAuthn user handle (§5.4.3): 32 random bytes as base64url text, so that it tells nothing about the person.</summary>
    public required string Handle { get; init; }

    public required string DisplayName { get; set; }

    /// <summary>An address to show, as the provider said it. Neither unique nor proof of anything: never look a user up by it.</summary>
    public string? Email { get; set; }

    public bool IsEmailVerified { get; set; }

    /// <summary>An https address for the browser to load; the server never fetches it.</summary>
    public string? PictureUrl { get; set; }

    /// <summary>What the account may do beside what everybody may; see <see cref="Data.Roles"/>.</summary>
    public List<string> Roles { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Since when nobody gets in, whichever way they come; null while everybody may.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Name, address and picture are from now on as this account at a provider has them.</summary>
    public void ShowAs(ExternalIdentity identity)
    {
        DisplayName = identity.Name ?? identity.Email ?? Text.NameUnknown;
        Email = identity.Email;
        IsEmailVerified = identity.IsEmailVerified;
        PictureUrl = identity.PictureUrl;
    }

    public ICollection<ExternalIdentity> ExternalIdentities { get; } = [];

    public ICollection<Passkey> Passkeys { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> user)
        {
            user.Property(u => u.Handle).HasMaxLength(64); // the specification's own limit, in bytes
            user.HasIndex(u => u.Handle).IsUnique();
            user.Property(u => u.DisplayName).HasMaxLength(100);
            user.Property(u => u.Email).HasMaxLength(254);
            user.Property(u => u.PictureUrl).HasMaxLength(2000);
            user.HasIndex(u => u.LastSignInAt); // the order of the administrators' list
        }
    }
}
