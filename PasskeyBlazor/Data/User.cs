using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>
/// A person with an account. The first sign-in through a provider creates it. All later sign-in methods belong to the same user.
/// </summary>
public sealed class User
{
    /// <summary>Whether a user is an active administrator: has the role, and is not disabled.</summary>
    public static readonly Expression<Func<User, bool>> IsAdministrator = user => user.DisabledAt == null && user.Roles.Contains(Data.Roles.Administrator);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>
    /// The WebAuthn user handle, see <see cref="UserHandle"/>: 43 random characters, so that it reveals nothing about the person, or what
    /// the passkeys of an imported user have.
    /// </summary>
    public required string Handle { get; init; }

    /// <summary>Null when the provider gives neither a name nor an email address.</summary>
    public string? DisplayName { get; set; }

    /// <summary>
    /// An email address for display, as the provider reported it. It is not unique and proves nothing: never use it to find a
    /// user.
    /// </summary>
    public string? Email { get; set; }

    public bool IsEmailVerified { get; set; }

    /// <summary>An https address. The browser loads the picture, and the server never does.</summary>
    public string? PictureUrl { get; set; }

    /// <summary>The user's additional permissions, see <see cref="Data.Roles"/>.</summary>
    public List<string> Roles { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The time since when the account is disabled for all sign-in methods. Null when it is enabled.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Copies name, email address and picture from this external identity.</summary>
    public void UseProfileOf(ExternalIdentity identity)
    {
        DisplayName = identity.Name ?? identity.Email;
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
            user.Property(u => u.Handle).HasMaxLength(UserHandle.MaxLength);
            user.HasIndex(u => u.Handle).IsUnique();
            user.Property(u => u.DisplayName).HasMaxLength(100);
            user.Property(u => u.Email).HasMaxLength(254);
            user.Property(u => u.PictureUrl).HasMaxLength(2000);
            user.HasIndex(u => u.LastSignInAt); // the sort order of the administrators' list
        }
    }
}
