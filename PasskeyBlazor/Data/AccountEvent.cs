using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PasskeyBlazor.Data;

/// <summary>
/// An event of an account. It is saved together with the change that it describes. It never changes afterwards, but the deletion
/// of the account removes its details.
/// </summary>
public sealed class AccountEvent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>
    /// The user of the account. The account may be deleted: events stay until their retention ends, see
    /// <see cref="AccountEventOptions"/>.
    /// </summary>
    public required Guid UserId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required AccountEventKind Kind { get; set; }

    /// <summary>The sign-in method: <c>passkey</c> or the scheme of a provider.</summary>
    public string? Method { get; init; }

    public AccountEventDetail? Detail { get; init; }

    public string? Browser { get; set; }

    public string? System { get; set; }

    /// <summary>The IP address of the client. Behind a proxy it is the address that the proxy reports.</summary>
    public string? Address { get; set; }

    /// <summary>A code that a user can read out and an operator can find in the log.</summary>
    public string? Reference { get; init; }

    /// <summary>
    /// A part of a hash. It is enough to find the credential or the external identity in the log, but not enough to reveal it.
    /// </summary>
    public string? Hash { get; init; }

    /// <summary>The administrator who made the change. Null when the user made it.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>An event of a signed-in user. The browser and the IP address come from the session.</summary>
    public static AccountEvent In(Session session, AccountEventKind kind, DateTimeOffset at, AccountEventDetail? detail = null, string? method = null, string? hash = null) => new()
    {
        UserId = session.UserId,
        At = at,
        Kind = kind,
        Method = method,
        Detail = detail,
        Hash = hash,
        Browser = session.Browser,
        System = session.System,
        Address = session.Address,
    };

    /// <summary>
    /// An administrator's change to a user's account. It has no browser and no IP address, because the owner of the account sees
    /// this event.
    /// </summary>
    public static AccountEvent By(Session administrator, Guid userId, AccountEventKind kind, DateTimeOffset at, AccountEventDetail? detail = null) => new()
    {
        UserId = userId,
        At = at,
        Kind = kind,
        Detail = detail,
        ActorId = administrator.UserId,
    };

    internal sealed class Mapping : IEntityTypeConfiguration<AccountEvent>
    {
        public void Configure(EntityTypeBuilder<AccountEvent> activity)
        {
            activity.Property(a => a.Kind).HasConversion<string>().HasMaxLength(30);
            activity.Property(a => a.Method).HasMaxLength(100);
            activity.ComplexProperty(a => a.Detail, detail =>
            {
                detail.ToJson();
                detail.Property(d => d!.Kind).HasConversion<string>();
            });
            activity.Property(a => a.Browser).HasMaxLength(50);
            activity.Property(a => a.System).HasMaxLength(50);
            activity.Property(a => a.Address).HasMaxLength(64);
            activity.Property(a => a.Reference).HasMaxLength(9);
            activity.Property(a => a.Hash).HasMaxLength(16);
            activity.HasIndex(a => new { a.UserId, a.At });
            activity.HasIndex(a => a.At);
        }
    }
}

/// <summary>The kinds of account events.</summary>
public enum AccountEventKind
{
    SignedIn,

    SignedOut,

    /// <summary>A sign-in was refused: the passkey was not accepted, or the account is disabled.</summary>
    SignInRefused,

    Reauthenticated,

    /// <summary>A signed-in user tried to reauthenticate: the passkey was not accepted, or the provider's answer was for another person.</summary>
    ReauthenticationRefused,

    PasskeyAdded,

    PasskeyRenamed,

    PasskeyRemoved,

    /// <summary>A sign-in was refused, and it showed that the passkey cannot sign in any more.</summary>
    PasskeyUnusable,

    /// <summary>An administrator blocked the authenticator model of the passkey.</summary>
    PasskeyRevoked,

    /// <summary>An administrator unblocked the authenticator model of the passkey.</summary>
    PasskeyAccepted,

    /// <summary>The user linked an external identity as a sign-in method.</summary>
    IdentityLinked,

    /// <summary>The app linked an external identity automatically by its verified email address. The operator permits this.</summary>
    IdentityLinkedByEmail,

    /// <summary>The linking of an external identity was refused.</summary>
    LinkRefused,

    /// <summary>An external identity is no sign-in method any more.</summary>
    IdentityUnlinked,

    /// <summary>The user chose another external identity as the profile source.</summary>
    ProfileSourceChanged,

    /// <summary>Sessions were ended from another session.</summary>
    SessionsEnded,

    /// <summary>An administrator disabled the account.</summary>
    Disabled,

    /// <summary>An administrator enabled the account again.</summary>
    Enabled,

    /// <summary>The user became an administrator.</summary>
    RoleGiven,

    /// <summary>The user is no administrator any more.</summary>
    RoleRemoved,

    /// <summary>The user downloaded a copy of the personal data.</summary>
    DataDownloaded,

    AccountDeleted,
}
